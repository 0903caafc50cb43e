import type { Evidence } from '../../model/outcome.ts'
import type { EntryPoints } from '../entries/entry-points.ts'
import { callAt, settingAt } from '../evidence.ts'
import type { Execution } from '../execution/execution.ts'
import type { WorkloadsView } from './workloads-view.ts'

/** How many instances of the service run at once, as far as manifests, start commands and the program itself say. */
export type Instances = { count: 'several'; text: string; evidence: Evidence } | { count: 'one' } | { count: 'unknown' }

export function instancesOf(program: Execution, workloads: WorkloadsView, { commands }: EntryPoints): Instances {
  const { count, evidence } = workloads.instances('serving')
  if (evidence && count !== 'unknown' && count !== 1)
    return {
      count: 'several',
      text: count === 'many' ? 'many replicas run' : `${count} replicas are asked for`,
      evidence,
    }
  const cluster = program.matching(/^(cluster\.fork|throng)$/).find(({ force }) => force !== 'off')
  if (cluster) return { count: 'several', text: 'a cluster of processes runs', evidence: callAt(cluster) }
  const pm2 = commands.find(({ text }) => /\bpm2(-runtime|-docker)?\b.*\s-i\s+(max|[02-9]|\d\d)/.test(text))
  if (pm2)
    return { count: 'several', text: 'pm2 starts several processes', evidence: settingAt(pm2.file, pm2.line, pm2.text) }
  return { count: count === 1 ? 'one' : 'unknown' }
}
