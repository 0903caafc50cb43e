import type { LoadRound } from '../../../facts/live/load-facts.ts'
import { isLocal } from '../is-local.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { findMetrics } from '../metrics/find-metrics.ts'
import { choosePath } from './choose-path.ts'
import { runRound } from './run-round.ts'
import { watchMetrics } from './watch-metrics.ts'

/** Loads the service: one round to warm it up, which counts for nothing, and then those that do. */
export const load: LiveGatherer<'load'> = {
  part: 'load',
  nameOf: ({ url, load: profile }) =>
    url !== undefined && profile ? `${profile.connections} connections to ${new URL(url).origin}` : undefined,
  async gather(request, plan, session) {
    const { url = '', headers = {}, ca, load: profile } = request
    const { connections, seconds, rounds, averageMs, p95Ms, errorRate, minRps } = profile!
    const address = await choosePath(request, plan, session)
    const metrics = await findMetrics('load', url, headers, plan, session)
    const target = { url: address, headers, connections, seconds, signal: session.signal, ...(ca && { ca }) }
    const run = async (intervalMs?: number): Promise<LoadRound> => {
      const round = await runRound(target, intervalMs)
      const text = `GET ${new URL(address).pathname}, ${connections} connections for ${seconds} s`
      session.record('load', text, `${round.total} answers, p95 ${round.p95Ms} ms`, round.total)
      return round
    }
    const { p50Ms: intervalMs } = await run()
    const { result, samples } = await watchMetrics(metrics, session.signal, async () => {
      const all: LoadRound[] = []
      while (all.length < rounds) all.push(await run(intervalMs))
      return all
    })
    if (metrics)
      session.record(
        'load',
        `GET ${new URL(metrics.url).pathname}, once a second`,
        `${samples.length} samples`,
        samples.length,
      )
    const expected = { averageMs, p95Ms, errorRate, ...(minRps !== undefined && { minRps }) }
    const local = isLocal(new URL(url).hostname)
    return { target: address, local, expected, connections, rounds: result, samples }
  },
}
