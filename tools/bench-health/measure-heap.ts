import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface HeapGrowth {
  runs: number
  /** After a tenth of the runs, and after all of them. */
  firstBytes: number
  lastBytes: number
}

/** How the heap grows over so many runs in simulated time, in a process of its own. */
export function measureHeap(runs: number): HeapGrowth {
  const words = ['--expose-gc', join(import.meta.dirname, 'run-checks.ts'), `${runs}`]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`run-checks.ts ended with ${status}\n${stderr}`)
  return JSON.parse(stdout) as HeapGrowth
}
