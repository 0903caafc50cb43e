import { findNodeAtLocation, getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser'
import { isTooDeep } from './is-too-deep.ts'
import type { Dependency, ExportTarget, Lockfile, Located, PackageManifest } from '../../facts/packages.ts'
import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import { baseName, folderOf } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { get, itemsOf, parseYaml, textOf } from './yaml-file.ts'

export function gatherPackages(gathering: Gathering): PackageManifest[] {
  const manifests = readMatching(gathering, 'packages', (path) => baseName(path) === 'package.json').flatMap(
    ({ path, text }) => {
      const parsed = parsePackage(path, text)
      if ('manifest' in parsed) return [parsed.manifest]
      gathering.unreadable.push({ area: 'packages', path, ...parsed })
      return []
    },
  )
  addPnpmWorkspaces(gathering, manifests)
  return manifests
}

function parsePackage(path: string, text: string): { manifest: PackageManifest } | { reason: string; line: number } {
  if (isTooDeep(text)) return { reason: 'nests too deeply', line: 1 }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true })
  const starts = lineStartsOf(text)
  const lineOf = (offset: number): number => lineAndColumn(starts, offset).line
  if (!root || root.type !== 'object' || errors[0]) {
    return { reason: 'is not a JSON object', line: lineOf(errors[0]?.offset ?? 0) }
  }
  const value = (key: string): unknown => nodeValue(root, [key])
  const text_ = (key: string): string | undefined => asText(value(key))
  const optional = { name: text_('name'), version: text_('version'), main: text_('main') ?? text_('module') }
  const packageManager = text_('packageManager')
  const engines = located(root, ['engines', 'node'], lineOf)
  return {
    manifest: {
      path,
      directory: folderOf(path),
      ...(optional.name && { name: optional.name }),
      ...(optional.version && { version: optional.version }),
      ...(optional.main && { main: optional.main }),
      private: value('private') === true,
      type: value('type') === 'module' ? 'module' : 'commonjs',
      exports: flattenExports(value('exports')),
      bin: Object.values(asRecord(value('bin')))
        .concat(text_('bin') ?? [])
        .filter(isText),
      scripts: locatedEntries(root, 'scripts', lineOf),
      dependencies: dependenciesOf(root, lineOf),
      ...(engines && { engines }),
      ...(packageManager && { packageManager }),
      workspaces: workspacesOf(value('workspaces')),
      keys: (root.children ?? []).map((child) => String(child.children?.[0]?.value)),
      imports: Object.fromEntries(flattenExports(value('imports')).map(({ subpath, target }) => [subpath, target])),
    },
  }
}

function nodeValue(root: Node, path: string[]): unknown {
  const node = findNodeAtLocation(root, path)
  return node && getNodeValue(node)
}

function located(root: Node, path: string[], lineOf: (offset: number) => number): Located | undefined {
  const node = findNodeAtLocation(root, path)
  return node && typeof node.value === 'string' ? { value: node.value, line: lineOf(node.offset) } : undefined
}

function locatedEntries(root: Node, key: string, lineOf: (offset: number) => number): Record<string, Located> {
  const entries: Record<string, Located> = {}
  for (const property of findNodeAtLocation(root, [key])?.children ?? []) {
    const [name, value] = property.children ?? []
    if (typeof value?.value === 'string')
      entries[String(name?.value)] = { value: value.value, line: lineOf(property.offset) }
  }
  return entries
}

const KINDS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'] as const

function dependenciesOf(root: Node, lineOf: (offset: number) => number): Record<string, Dependency> {
  const all: Record<string, Dependency> = {}
  for (const kind of KINDS) {
    for (const [name, { value, line }] of Object.entries(locatedEntries(root, kind, lineOf))) {
      all[name] = { range: value, kind, line }
    }
  }
  return all
}

/** Every file a subpath may lead to; conditions do not matter to the audit. */
function flattenExports(value: unknown, subpath = '.'): ExportTarget[] {
  if (isText(value)) return [{ subpath, target: value }]
  return Object.entries(asRecord(value)).flatMap(([key, inner]) =>
    flattenExports(inner, key.startsWith('.') || key.startsWith('#') ? key : subpath),
  )
}

function workspacesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter(isText)
  const { packages } = asRecord(value)
  return Array.isArray(packages) ? packages.filter(isText) : []
}

function addPnpmWorkspaces(gathering: Gathering, manifests: PackageManifest[]): void {
  for (const { path, text } of readMatching(gathering, 'packages', (p) => baseName(p) === 'pnpm-workspace.yaml')) {
    const parsed = parseYaml(text)
    if ('reason' in parsed) {
      gathering.unreadable.push({ area: 'settings', path, ...parsed })
      continue
    }
    const patterns = itemsOf(get(parsed.documents[0]?.contents, 'packages')).flatMap((item) => textOf(item) ?? [])
    manifests.find((manifest) => manifest.directory === folderOf(path))?.workspaces.push(...patterns)
  }
}

const MANAGERS: Record<string, Lockfile['manager']> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'yarn.lock': 'yarn',
  'pnpm-lock.yaml': 'pnpm',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
}

export function gatherLockfiles(gathering: Gathering): Lockfile[] {
  return gathering.files.flatMap(({ path, tracked }) => {
    const manager = MANAGERS[baseName(path)]
    return manager ? [{ path, manager, tracked }] : []
  })
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function asText(value: unknown): string | undefined {
  return isText(value) ? value : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
