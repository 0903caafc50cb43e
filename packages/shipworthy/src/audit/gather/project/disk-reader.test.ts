import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runAudit } from '../../run-audit.ts'
import { loadFacts } from '../saved/load-facts.ts'
import { recordReader } from '../saved/record-reader.ts'
import { saveFacts } from '../saved/save-facts.ts'
import { diskReader } from './disk-reader.ts'

const SERVICE = {
  'package.json':
    '{ "name": "api", "private": true, "scripts": { "start": "node server.js" }, "dependencies": { "express": "^5.0.0" } }\n',
  'server.js': "const app = require('express')()\napp.get('/health', (req, res) => res.json({}))\napp.listen(3000)\n",
}

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folderWith(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'shipworthy-'))
  folders.push(root)
  chmodSync(root, 0o755)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

function git(root: string, ...words: string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: root, stdio: 'ignore' })
}

/** Where a test runs as root, nothing is unreadable: then it looks as somebody who is nobody. */
function withoutPrivileges<T>(run: () => T): T {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid!(65_534)
  try {
    return run()
  } finally {
    process.seteuid!(0)
  }
}

const pathsIn = (root: string): string[] =>
  diskReader(root)
    .files.map(({ path }) => path)
    .toSorted()
const ruleOutcome = (root: string, rule: string): string | undefined =>
  runAudit(root).results.find((result) => result.rule === rule)?.outcome

describe('links', () => {
  it('in a circle are named, and nothing waits for them', () => {
    const root = folderWith(SERVICE)
    symlinkSync('b.js', join(root, 'a.js'))
    symlinkSync('a.js', join(root, 'b.js'))
    expect(runAudit(root).unreadable).toEqual([
      { file: 'a.js', reason: 'symbolic links in a circle' },
      { file: 'b.js', reason: 'symbolic links in a circle' },
    ])
    expect(ruleOutcome(root, 'health/missing')).toBe('pass')
  })

  it('to the folder itself are not followed', () => {
    const root = folderWith(SERVICE)
    symlinkSync(root, join(root, 'self'))
    symlinkSync('..', join(root, 'self.js'))
    expect(pathsIn(root)).toEqual(['package.json', 'self', 'self.js', 'server.js'])
    expect(runAudit(root).unreadable).toEqual([{ file: 'self.js', reason: 'not a regular file' }])
  })

  it('to nothing are named', () => {
    const root = folderWith(SERVICE)
    symlinkSync('/nowhere/at/all', join(root, 'Dockerfile'))
    const [entry] = runAudit(root).unreadable
    expect(entry).toMatchObject({ file: 'Dockerfile', reason: expect.stringContaining('dangling link') as string })
    expect(ruleOutcome(root, 'containers/root-user')).toBe('unknown')
  })
})

describe('what may not be read', () => {
  it('is named, and the rest is judged', () => {
    const root = folderWith({
      ...SERVICE,
      Dockerfile: 'FROM node:22\nCMD node server.js\n',
      'docker-compose.yml': 'services: {}\n',
    })
    chmodSync(join(root, 'docker-compose.yml'), 0)
    const report = withoutPrivileges(() => runAudit(root))
    expect(report.unreadable).toEqual([{ file: 'docker-compose.yml', reason: 'permission denied' }])
    expect(report.results.some(({ outcome }) => outcome === 'fail')).toBe(true)
  })

  it('is no secret to a replay either, be it a file or a folder', () => {
    const root = folderWith({ ...SERVICE, 'closed/a.js': 'x()\n', 'Dockerfile.api': 'FROM node:22\n' })
    chmodSync(join(root, 'Dockerfile.api'), 0)
    chmodSync(join(root, 'closed'), 0)
    const recording = withoutPrivileges(() => recordReader(diskReader(root)))
    const original = withoutPrivileges(() => runAudit(recording))
    expect(original.unreadable.map(({ file }) => file).toSorted()).toEqual(['Dockerfile.api', 'closed/'])
    const replayed = runAudit(loadFacts(saveFacts(recording, 'shipworthy'), 'facts.json'))
    expect(replayed.unreadable).toEqual(original.unreadable)
    expect(replayed.results).toEqual(original.results)
    chmodSync(join(root, 'closed'), 0o755)
  })

  it('is not waited for: a named pipe', () => {
    const root = folderWith(SERVICE)
    execFileSync('mkfifo', [join(root, 'pipe')])
    symlinkSync('pipe', join(root, 'pipe.js'))
    expect(runAudit(root).unreadable).toEqual([{ file: 'pipe.js', reason: 'not a regular file' }])
  })
})

describe('which files belong to the project', () => {
  const TREE = {
    ...SERVICE,
    '.gitignore': 'dist\n*.log\n!keep.log\n',
    'dist/a.js': 'x()\n',
    'debug.log': '',
    'keep.log': '',
    'sub/.gitignore': 'local\n',
    'sub/local/a.js': 'x()\n',
    'sub/b.js': 'x()\n',
    'local/c.js': 'x()\n',
    'node_modules/express/index.js': 'x()\n',
    'sub/node_modules/a/index.js': 'x()\n',
  }
  const EXPECTED = ['.gitignore', 'keep.log', 'local/c.js', 'package.json', 'server.js', 'sub/.gitignore', 'sub/b.js']

  it('is what .gitignore leaves, with git and without', () => {
    const root = folderWith(TREE)
    expect(pathsIn(root)).toEqual(EXPECTED)
    expect(diskReader(root).git).toBe(false)
    git(root, 'init', '-q')
    expect(pathsIn(root)).toEqual(EXPECTED)
    expect(diskReader(root).git).toBe(true)
  })

  it('says what git knows of', () => {
    const root = folderWith(TREE)
    git(root, 'init', '-q')
    git(root, 'add', 'server.js', 'package.json')
    const tracked = diskReader(root).files.filter((file) => file.tracked)
    expect(tracked.map(({ path }) => path).toSorted()).toEqual(['package.json', 'server.js'])
  })

  it('leaves a repository inside it to itself', () => {
    const root = folderWith({ ...SERVICE, 'inner/package.json': '{}', 'inner/index.js': 'x()\n' })
    git(root, 'init', '-q')
    git(join(root, 'inner'), 'init', '-q')
    git(join(root, 'inner'), 'add', '-A')
    git(join(root, 'inner'), 'commit', '-q', '-m', 'a')
    expect(pathsIn(root).filter((path) => path.startsWith('inner'))).toEqual(['inner/'])
    expect(runAudit(root).unreadable).toEqual([])
  })

  it('takes the folder that is named, whatever repository is around it', () => {
    const root = folderWith({
      'services/api/package.json': SERVICE['package.json'],
      'services/api/server.js': SERVICE['server.js'],
      'package-lock.json': '{}',
    })
    git(root, 'init', '-q')
    const reader = diskReader(join(root, 'services/api'))
    expect(reader.files.map(({ path }) => path).toSorted()).toEqual(['package.json', 'server.js'])
    expect(reader.outerFiles.map(({ path }) => path)).toEqual(['../../package-lock.json'])
  })

  it('runs nothing that the repository brings along', () => {
    const root = folderWith(SERVICE)
    git(root, 'init', '-q')
    const marker = join(root, 'was-run')
    writeFileSync(join(root, 'hook.sh'), `#!/bin/sh\ntouch '${marker}'\n`)
    chmodSync(join(root, 'hook.sh'), 0o755)
    git(root, 'config', 'core.fsmonitor', join(root, 'hook.sh'))
    git(root, 'config', 'core.hooksPath', root)
    expect(pathsIn(root)).not.toContain('was-run')
    runAudit(root)
    expect(pathsIn(root)).not.toContain('was-run')
  })

  it('keeps every name as it is', () => {
    const names = [
      'two\nlines.js',
      'qu\'o"te.js',
      'red\u001b[31m.js',
      '<script>.js',
      'mit leer.js',
      'über.js',
      '-rf.js',
      '日本.js',
    ]
    const files = Object.fromEntries(names.map((name) => [name, 'x()\n']))
    const root = folderWith({ ...SERVICE, ...files })
    const expected = [...names, 'package.json', 'server.js'].toSorted()
    expect(pathsIn(root)).toEqual(expected)
    git(root, 'init', '-q')
    git(root, 'add', '-A')
    expect(pathsIn(root)).toEqual(expected)
    for (const name of names) expect(diskReader(root).read(name)).toEqual({ text: 'x()\n' })
  })
})
