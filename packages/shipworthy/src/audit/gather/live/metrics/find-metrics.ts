import type { LivePart } from '../../../facts/live/live-facts.ts'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import { sendRequest } from '../http/send-request.ts'
import type { LiveSession } from '../live-session.ts'
import { readMetrics } from './read-metrics.ts'
import type { MetricsTarget } from './take-sample.ts'

const WELL_KNOWN = ['/metrics', '/health/metrics']

/** Where a service shows figures of its event loop or its pool, if it does. */
export async function findMetrics(
  part: LivePart,
  base: string,
  headers: Readonly<Record<string, string>>,
  { paths }: LivePlan,
  session: LiveSession,
): Promise<MetricsTarget | undefined> {
  const planned = paths.filter(({ role }) => role === 'metrics').map(({ path }) => path)
  for (const path of new Set([...planned, ...WELL_KNOWN])) {
    const url = new URL(path, base).href
    const attempt = await sendRequest(session, { url, headers }, part)
    if (!attempt.ok || attempt.exchange.status !== 200) continue
    if (Object.keys(readMetrics(attempt.exchange.body)).length > 0) return { url, headers }
  }
  return undefined
}
