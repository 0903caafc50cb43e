/** How a service behaves under load. */
export interface LoadFacts {
  /** `http://127.0.0.1:3000/search` */
  target: string
  /** Loopback or a private address. */
  local: boolean
  expected: LoadExpectations
  connections: number
  /** Without the warm-up round. */
  rounds: LoadRound[]
  /** What its metrics said once a second, without the warm-up round; none when it shows none. */
  samples: MetricSample[]
}

/** What was declared, or the defaults. */
export interface LoadExpectations {
  averageMs: number
  p95Ms: number
  /** Share of answers, 0–1. */
  errorRate: number
  /** Requests per second. */
  minRps?: number
}

/** One round. Latencies are corrected for the requests that could not be sent while the service was slow. */
export interface LoadRound {
  seconds: number
  /** Answers of any status, and those that failed. */
  total: number
  /** 2xx and 3xx. */
  ok: number
  /** 429: its own limit, no fault. */
  limited: number
  /** Other answers, by status, and failures by their cause: `503`, `timeout`, `reset`. */
  errors: Record<string, number>
  averageMs: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  /** Share of one core that sending took, 0–1. Near 1 the figures are those of the sender. */
  senderLoad: number
}

/** Figures of the service under load. */
export interface MetricSample {
  eventLoopP99Ms?: number
  /** Callers that wait for a connection of the pool. */
  poolWaiting?: number
}
