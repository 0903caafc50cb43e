import type { Evidence } from '../../model/outcome.ts'
import type { EntryPoints } from '../entries/entry-points.ts'
import { callAt, settingAt } from '../evidence.ts'
import type { Execution } from '../execution/execution.ts'
import type { ContainersView } from './containers-view.ts'

/** What says that more than one process of the service runs, in words and with its place. */
export function severalInstances(
  program: Execution,
  containers: ContainersView,
  { commands }: EntryPoints,
): { text: string; evidence: Evidence } | undefined {
  const { replicas } = containers
  if (replicas && replicas.count > 1)
    return { text: `${replicas.count} replicas are asked for`, evidence: settingAt(replicas.file, replicas.line) }
  const cluster = program.matching(/^(cluster\.fork|throng)$/).find(({ force }) => force !== 'off')
  if (cluster) return { text: 'a cluster of processes runs', evidence: callAt(cluster) }
  const pm2 = commands.find(({ text }) => /\bpm2(-runtime|-docker)?\b.*\s-i\s+(max|[02-9]|\d\d)/.test(text))
  return pm2 && { text: 'pm2 starts several processes', evidence: settingAt(pm2.file, pm2.line, pm2.text) }
}
