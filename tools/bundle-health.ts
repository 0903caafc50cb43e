#!/usr/bin/env node
// Builds packages/health: every entry of its exports as a small module, and the declarations they need.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleDeclarations } from './bundle/bundle-declarations.ts'
import { bundleEntries } from './bundle/bundle-entries.ts'
import { dropComments, trimDeclarations } from './bundle/trim-declarations.ts'
import { ROOT } from './root.ts'
import { runCommand } from './run-command.ts'

const folder = join(ROOT, 'packages/health')
const dist = join(folder, 'dist')
const declarations = mkdtempSync(join(tmpdir(), 'shipworthy-declarations-'))
// Files of a few lines each would spend more on their imports and exports than on what they do. Those that look at this
// process are loaded with the library itself, and stay apart.
const REMOTE = /src[/\\](checks|probes)[/\\](?!cpu|disk|memory|event-loop|parts[/\\]single|parts[/\\]until)/
const entries = bundleEntries(join(folder, 'src'))

rmSync(dist, { recursive: true, force: true })
try {
  const words = ['-p', 'tsconfig.build.json', '--outDir', declarations]
  runCommand(join(ROOT, 'node_modules/.bin/tsc'), words, { cwd: folder })
  dropComments(declarations)
  // The thread is found by its path; nobody imports it.
  const imported = Object.keys(entries).filter((name) => !name.startsWith('http/thread/'))
  bundleDeclarations(declarations, dist, imported)
  trimDeclarations(dist)
} finally {
  rmSync(declarations, { recursive: true })
}
const bundle = await rolldown({ input: entries, platform: 'node', preserveEntrySignatures: 'allow-extension' })
await bundle.write({
  dir: dist,
  format: 'esm',
  minify: true,
  // Marks of calls without effects, where the package as a whole says that it has none.
  comments: false,
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name].js',
  codeSplitting: {
    groups: [
      { name: 'remote', test: REMOTE },
      { name: 'bytes', test: /src[/\\]units[/\\]bytes/ },
    ],
    includeDependenciesRecursively: false,
  },
})
await bundle.close()
