/** A family of metrics, of the same shape as those of `@shipworthy/health`. */
export interface MetricFamily {
  /** That of a counter ends with `_total`. */
  name: string
  type: 'gauge' | 'counter' | 'histogram'
  help: string
  samples: readonly MetricSample[]
}

export interface MetricSample {
  suffix?: '_bucket' | '_sum' | '_count'
  labels?: Readonly<Record<string, string>>
  value: number
}
