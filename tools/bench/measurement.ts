/** Milliseconds by step, in the order they were taken. */
export type Spans = Record<string, number>

/** What the process that runs the audit step by step says of itself. */
export interface AuditMeasurement {
  spans: Spans
  files: number
  /** Sources that were read, and those of them that were parsed. */
  sources: string[]
  parsed: string[]
}

export interface FloorMeasurement {
  spans: Spans
  lines: number
  bytes: number
  maxRssMib: number
}

/** A cold run of the command as users start it. */
export interface ProcessMeasurement {
  wallMs: number
  maxRssMib: number
}

/** Runs `step` and notes how long it took. */
export function timed<T>(spans: Spans, name: string, step: () => T): T {
  const from = performance.now()
  const result = step()
  spans[name] = (spans[name] ?? 0) + performance.now() - from
  return result
}

/** The middle of the values; of an even number, the lower one of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('no values')
  return middle
}

/** The median of every span over several runs. */
export function medianSpans(runs: readonly Spans[]): Spans {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(runs.map((spans) => spans[name] ?? 0))]))
}

export function sumOf(spans: Spans): number {
  return Object.values(spans).reduce((sum, ms) => sum + ms, 0)
}
