import type { Evidence } from '../model/outcome.ts'
import type { ContainersView } from './containers/containers-view.ts'
import type { EntryPoints } from './entries/entry-points.ts'
import { callAt, settingAt } from './evidence.ts'
import type { Execution } from './execution/execution.ts'

/** How many instances of the service run at once, as far as manifests and start commands say. */
export type Instances = { count: 'several'; text: string; evidence: Evidence } | { count: 'one' } | { count: 'unknown' }

export function instancesOf(
  program: Execution,
  { replicas, composeFiles, images }: ContainersView,
  { commands }: EntryPoints,
): Instances {
  if (replicas && replicas.count > 1)
    return {
      count: 'several',
      text: `${replicas.count} replicas are asked for`,
      evidence: settingAt(replicas.file, replicas.line),
    }
  const cluster = program.matching(/^(cluster\.fork|throng)$/).find(({ force }) => force !== 'off')
  if (cluster) return { count: 'several', text: 'a cluster of processes runs', evidence: callAt(cluster) }
  const pm2 = commands.find(({ text }) => /\bpm2(-runtime|-docker)?\b.*\s-i\s+(max|[02-9]|\d\d)/.test(text))
  if (pm2)
    return {
      count: 'several',
      text: 'pm2 starts several processes',
      evidence: settingAt(pm2.file, pm2.line, pm2.text),
    }
  // Compose starts one of each unless it is told otherwise.
  const isComposed = composeFiles.length > 0 && images.some(({ services }) => services.length > 0)
  return replicas?.count === 1 || isComposed ? { count: 'one' } : { count: 'unknown' }
}
