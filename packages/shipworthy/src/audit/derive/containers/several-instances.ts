import type { Evidence } from '../../model/outcome.ts'
import type { EntryPoints } from '../entries/entry-points.ts'
import { callAt, settingAt } from '../evidence.ts'
import type { Execution } from '../execution/execution.ts'
import type { WorkloadsView } from './workloads-view.ts'

/** What says that more than one process of the service runs, in words and with its place. */
export function severalInstances(
  program: Execution,
  workloads: WorkloadsView,
  { commands }: EntryPoints,
): { text: string; evidence: Evidence } | undefined {
  const { count, evidence } = workloads.instances('serving')
  if (evidence && count !== 'unknown' && count !== 1)
    return { text: count === 'many' ? 'many replicas run' : `${count} replicas are asked for`, evidence }
  const cluster = program.matching(/^(cluster\.fork|throng)$/).find(({ force }) => force !== 'off')
  if (cluster) return { text: 'a cluster of processes runs', evidence: callAt(cluster) }
  const pm2 = commands.find(({ text }) => /\bpm2(-runtime|-docker)?\b.*\s-i\s+(max|[02-9]|\d\d)/.test(text))
  return pm2 && { text: 'pm2 starts several processes', evidence: settingAt(pm2.file, pm2.line, pm2.text) }
}
