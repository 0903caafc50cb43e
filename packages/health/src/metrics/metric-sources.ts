import type { MetricFamily } from '../export/metric-family.ts'

/** Reads what an application measures itself, at the moment in which somebody asks. */
export type MetricSource = () => readonly MetricFamily[]

export interface MetricSources {
  /** What it returns takes the source out again. */
  add(read: MetricSource): () => void
  /** All of them; families of one name are joined. */
  families(): MetricFamily[]
}

/** As Prometheus allows them; anything else would cost the whole scrape. */
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

/** Metrics of the application beside ours. A source that fails costs only its own, and is counted. */
export function createMetricSources(): MetricSources {
  const sources = new Set<{ read: MetricSource }>()
  let failures = 0

  function readAll(): MetricFamily[] {
    return [...sources].flatMap(({ read }) => {
      try {
        const families = read()
        failures += families.filter(({ name }) => !NAME.test(name)).length
        return families.filter(({ name }) => NAME.test(name))
      } catch {
        failures++
        return []
      }
    })
  }

  return {
    add(read) {
      const source = { read }
      sources.add(source)
      return () => void sources.delete(source)
    },
    families() {
      if (sources.size === 0) return []
      const families = joinFamilies(readAll())
      const help = 'Metrics of the application that could not be read.'
      const own = { name: 'shipworthy_metric_source_errors_total', type: 'counter', help } as const
      return [...families, { ...own, samples: [{ value: failures }] }]
    },
  }
}

/** Two caches have the same families with other labels; in the text a family stands once. */
function joinFamilies(families: readonly MetricFamily[]): MetricFamily[] {
  const joined = new Map<string, MetricFamily>()
  for (const family of families) {
    const first = joined.get(family.name)
    joined.set(family.name, first ? { ...first, samples: [...first.samples, ...family.samples] } : family)
  }
  return [...joined.values()]
}
