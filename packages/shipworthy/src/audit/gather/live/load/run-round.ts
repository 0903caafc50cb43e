import type { LoadRound } from '../../../facts/live/load-facts.ts'
import { average, correctedLatencies, quantile } from './corrected-latencies.ts'
import { sendLoad, type LoadTarget } from './send-load.ts'

/**
 * One round of load.
 *
 * @param intervalMs How often one connection asks when the service is not slow; no correction when left out.
 */
export async function runRound(target: LoadTarget, intervalMs = 0): Promise<LoadRound> {
  const { latenciesMs, outcomes, seconds, senderLoad } = await sendLoad(target)
  const sorted = correctedLatencies(latenciesMs, intervalMs)
  const counted = [...outcomes]
  const sum = (wanted: RegExp): number =>
    counted.filter(([outcome]) => wanted.test(outcome)).reduce((total, [, count]) => total + count, 0)
  return {
    seconds: round(seconds),
    total: latenciesMs.length,
    ok: sum(/^[23]\d\d$/),
    limited: sum(/^429$/),
    errors: Object.fromEntries(counted.filter(([outcome]) => !/^([23]\d\d|429)$/.test(outcome))),
    averageMs: round(average(sorted)),
    p50Ms: round(quantile(sorted, 0.5)),
    p95Ms: round(quantile(sorted, 0.95)),
    p99Ms: round(quantile(sorted, 0.99)),
    senderLoad: round(senderLoad),
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
