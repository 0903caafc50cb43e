import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { RestingFigures } from '../../../facts/live/process-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { findMetrics } from '../metrics/find-metrics.ts'
import { takeSample } from '../metrics/take-sample.ts'
import { groupRssBytes } from './process-group.ts'
import type { ServiceUnderTest } from './service-under-test.ts'

/** What the service takes when nobody asks it anything. */
export async function restingFigures(
  { started, origin }: ServiceUnderTest,
  plan: LivePlan,
  session: LiveSession,
): Promise<RestingFigures> {
  const rssBytes = groupRssBytes(started.pid)
  const metrics = await findMetrics('process', origin, {}, plan, session)
  const eventLoopP99Ms = metrics && (await takeSample(metrics, session.signal))?.eventLoopP99Ms
  return { ...(rssBytes !== undefined && { rssBytes }), ...(eventLoopP99Ms !== undefined && { eventLoopP99Ms }) }
}
