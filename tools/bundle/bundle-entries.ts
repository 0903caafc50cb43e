import { globSync } from 'node:fs'
import { join } from 'node:path'

/** What users import, and the two files of the probe thread, which must lie beside each other. */
const ENTRIES = [
  'index.ts',
  '{checks,probes,stores,notifiers}/*.ts',
  'http/adapters/*.ts',
  'http/thread/{listen-in-thread,probe-thread}.ts',
]

/** Entry modules of the library, by their name in `dist`. */
export function bundleEntries(sources: string): Record<string, string> {
  const files = globSync(ENTRIES, { cwd: sources }).filter((file) => !file.endsWith('.test.ts'))
  return Object.fromEntries(files.toSorted().map((file) => [file.replace(/\.ts$/, ''), join(sources, file)]))
}
