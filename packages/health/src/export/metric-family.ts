export type MetricType = 'gauge' | 'counter' | 'histogram'

export interface MetricSample {
  /** `_bucket`, `_sum`, `_count` of a histogram; left out otherwise. */
  suffix?: '_bucket' | '_sum' | '_count'
  labels?: Readonly<Record<string, string>>
  value: number
}

/** All samples of one name. A counter's name ends with `_total`. */
export interface MetricFamily {
  name: string
  type: MetricType
  help: string
  samples: readonly MetricSample[]
}
