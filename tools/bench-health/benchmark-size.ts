import type { BenchmarkSize } from './run-health-benchmark.ts'

/** What the numbers in the documents are made with: some minutes on an idle machine. */
export const FULL_SIZE: BenchmarkSize = {
  rounds: { launches: 2, rounds: 10, requests: 10_000, ms: 2_000, connections: 50 },
  thriftMs: 10_000,
  batches: 400,
  runs: 1_000_000,
  connectionRuns: 1_000,
  blockedMs: 3_000,
  endlessMs: 20_000,
}

/** To see whether a change has made something worse: a few minutes, also beside other work. */
export const QUICK_SIZE: BenchmarkSize = {
  ...FULL_SIZE,
  rounds: { launches: 1, rounds: 6, requests: 2_000, ms: 1_000, connections: 50 },
  runs: 100_000,
  connectionRuns: 200,
}
