import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * For a process that runs for months: gives back what its start has left behind, about a tenth of what it has. From then on
 * the young generation stays small, since what a check leaves behind is dead at once.
 */
export function saveMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
