import type { MetricFamily } from '../export/metric-family.ts'

/** What is used of a registry of prom-client 14 and 15. */
export interface MetricsRegistry {
  registerMetric(metric: never): void
  removeSingleMetric(name: string): void
  getSingleMetric(name: string): unknown
}

/**
 * Makes our metrics part of a registry that the application already shows. A name that is taken there is left to the
 * application. What it returns takes them out again.
 */
export function joinRegistry(registry: MetricsRegistry, read: () => readonly MetricFamily[]): () => void {
  const joined = read().filter(({ name }) => registry.getSingleMetric(name) === undefined)
  for (const { name, help, type } of joined) {
    const metric = {
      // For OpenMetrics prom-client takes `_total` off the name of a counter, and puts it on again with each sample.
      name,
      help,
      type,
      aggregator: 'sum',
      reset() {},
      async get() {
        const samples = read().find((family) => family.name === name)?.samples ?? []
        const values = samples.map(({ suffix, labels = {}, value }) => ({
          labels,
          value,
          ...(suffix && { metricName: `${name}${suffix}` }),
        }))
        return { name: metric.name, help, type, values, aggregator: 'sum' }
      },
    }
    registry.registerMetric(metric as never)
  }
  return () => {
    for (const { name } of joined) registry.removeSingleMetric(name)
  }
}
