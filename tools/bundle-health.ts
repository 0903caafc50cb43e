#!/usr/bin/env node
// Builds packages/health: every entry of its exports as a small module, and the declarations they need.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleEntries } from './bundle/bundle-entries.ts'
import { pruneDeclarations } from './bundle/prune-declarations.ts'
import { trimDeclarations } from './bundle/trim-declarations.ts'
import { ROOT } from './root.ts'
import { runCommand } from './run-command.ts'

const folder = join(ROOT, 'packages/health')
const dist = join(folder, 'dist')
// Files of a few lines each would spend more on their imports and exports than on what they do. Those that look at this
// process are loaded with the library itself, and stay apart.
const REMOTE = /src[/\\](checks|probes)[/\\](?!cpu|disk|memory|event-loop|parts[/\\]single|parts[/\\]until)/
const entries = bundleEntries(join(folder, 'src'))

rmSync(dist, { recursive: true, force: true })
runCommand(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: folder })
// The thread is found by its path; nobody imports it.
pruneDeclarations(
  dist,
  Object.keys(entries).filter((name) => !name.startsWith('http/thread/')),
)
trimDeclarations(dist)
const bundle = await rolldown({ input: entries, platform: 'node', preserveEntrySignatures: 'allow-extension' })
await bundle.write({
  dir: dist,
  format: 'esm',
  minify: true,
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
