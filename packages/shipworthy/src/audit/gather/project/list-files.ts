import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import type { FileEntry } from '../../facts/files.ts'

export interface Listing {
  git: boolean
  files: FileEntry[]
  outerFiles: FileEntry[]
  /** Folders that could not be looked into. */
  closedFolders: string[]
}

/** No project needs more; a folder with more is a home directory or a data set. */
const MAX_FILES = 200_000
const GIT_TIMEOUT_MS = 30_000
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.next',
  '.nuxt',
  '.turbo',
  '.yarn',
  '.pnpm-store',
])

export function listFiles(root: string): Listing {
  const fromGit = gitFiles(root) ?? []
  // Git lists nothing of a folder that the repository around it ignores; whoever names such a folder means its files.
  const git = fromGit.length > 0
  const closedFolders: string[] = []
  return { git, files: git ? fromGit : walk(root, closedFolders), outerFiles: outerFiles(root), closedFolders }
}

/**
 * Asks git, with everything switched off that the repository's own configuration could run: its fsmonitor and its hooks.
 */
function gitFiles(root: string): FileEntry[] | undefined {
  const result = spawnSync(
    'git',
    [
      '-c',
      'core.fsmonitor=false',
      '-c',
      'core.hooksPath=/dev/null',
      'ls-files',
      '-z',
      '-t',
      '--cached',
      '--others',
      '--deleted',
      '--exclude-standard',
    ],
    {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      timeout: GIT_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    },
  )
  if (result.status !== 0) return undefined
  const records = result.stdout.toString('utf8').split('\0')
  const deleted = new Set(records.filter(([tag]) => tag === 'R').map((record) => record.slice(2)))
  const seen = new Map<string, FileEntry>()
  for (const record of records) {
    const path = record.slice(2)
    if (!path || isSkipped(path) || seen.has(path) || deleted.has(path)) continue
    seen.set(path, { path, tracked: record[0] !== '?' })
    if (seen.size >= MAX_FILES) break
  }
  return [...seen.values()]
}

function isSkipped(path: string): boolean {
  return path.includes('node_modules/') && path.split('/').includes('node_modules')
}

/** Without git: every file that no `.gitignore` on the way names. Links to folders are not followed. */
function walk(root: string, closedFolders: string[]): FileEntry[] {
  const files: FileEntry[] = []
  const closed = (folder: string): never[] => {
    closedFolders.push(folder)
    return []
  }
  const visit = (folder: string, rules: { base: string; matcher: Ignore }[]): void => {
    const here = [...rules, ...gitignoreOf(root, folder)]
    for (const entry of entriesOf(join(root, folder)) ?? closed(folder)) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (files.length >= MAX_FILES) return
      const isFolder = entry.isDirectory()
      if (isFolder && SKIPPED_FOLDERS.has(entry.name)) continue
      if (here.some(({ base, matcher }) => matcher.ignores(relativeTo(base, path) + (isFolder ? '/' : '')))) continue
      if (isFolder) visit(path, here)
      else if (entry.isFile() || entry.isSymbolicLink()) files.push({ path, tracked: true })
    }
  }
  visit('', [])
  return files
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return undefined
  }
}

function gitignoreOf(root: string, folder: string): { base: string; matcher: Ignore }[] {
  try {
    const text = readFileSync(join(root, folder, '.gitignore'), 'utf8')
    return [{ base: folder, matcher: ignore().add(text) }]
  } catch {
    return []
  }
}

function relativeTo(base: string, path: string): string {
  return base ? path.slice(base.length + 1) : path
}

const GOVERNING = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'bun.lock',
  'bun.lockb',
  '.gitignore',
  '.npmrc',
  '.nvmrc',
  '.gitlab-ci.yml',
  'renovate.json',
  '.github/dependabot.yml',
  '.github/dependabot.yaml',
  '.github/renovate.json',
  '.github/workflows',
]

/** The audited folder may be one service of a repository; look in the folders above it, up to the one that holds `.git`. */
function outerFiles(root: string): FileEntry[] {
  if (existsSync(join(root, '.git'))) return []
  const found: FileEntry[] = []
  for (
    let folder = dirname(root), depth = 0;
    depth < 6 && folder !== dirname(folder);
    folder = dirname(folder), depth++
  ) {
    const prefix = relative(root, folder).split(sep).join('/')
    for (const name of GOVERNING) {
      const path = join(folder, name)
      if (!existsSync(path)) continue
      if (name.endsWith('workflows')) {
        for (const entry of entriesOf(path) ?? [])
          found.push({ path: `${prefix}/${name}/${entry.name}`, tracked: true })
      } else found.push({ path: `${prefix}/${name}`, tracked: true })
    }
    if (existsSync(join(folder, '.git'))) return found
  }
  return []
}
