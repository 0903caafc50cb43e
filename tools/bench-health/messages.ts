import type { Running } from './contender.ts'

/** What a contender is told; to each it answers with a report. */
export type ServerMessage = { type: 'report' } | { type: 'hang' } | { type: 'block'; ms: number }

export interface ServerReport extends Running {
  /** User and system time of the process so far, all threads. */
  cpuUs: number
  calls: number
  mostInFlight: number
  rssBytes: number
}

/** What the generator is told; to each it answers with what came of it. */
export interface LoadOrder {
  port: number
  path: string
  connections: number
  /** Ends with the first of the two. */
  requests: number
  ms: number
}

export interface LoadResult {
  requests: number
  /** Answers other than 200, and connections that failed. */
  failures: number
  elapsedMs: number
  p50Ms: number
  p99Ms: number
}
