import { probeHttp } from '@shipworthy/health/probes/http'
import type { MetricSample } from '../../../facts/live/load-facts.ts'
import { readMetrics } from './read-metrics.ts'

export interface MetricsTarget {
  url: string
  /** Sent along, such as credentials. */
  headers: Readonly<Record<string, string>>
}

const TIMEOUT_MS = 5_000

/** The figures of a service as its metrics say them now; nothing when they do not answer. */
export async function takeSample(target: MetricsTarget, signal: AbortSignal): Promise<MetricSample | undefined> {
  try {
    const { status, body } = await probeHttp(target, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
    return status === 200 ? readMetrics(body) : undefined
  } catch {
    return undefined
  }
}
