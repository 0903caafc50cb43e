import { createHistogram, histogramSamples, observe, type Histogram } from './histogram.ts'
import type { MetricFamily } from './metric-family.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** Series are kept for ever: whoever names routes after paths by mistake may not fill the memory with them. */
const MAX_SERIES = 1_000

export interface RequestMetrics {
  /** A request has come in. Call what it returns once, when it is over; a route is a pattern such as `/orders/:id`. */
  begin(method: string): (route: string | undefined, status: number, seconds: number) => void
  families(): MetricFamily[]
}

/** How many requests, how fast, with what result; by method, route pattern and class of the status. */
export function createRequestMetrics(): RequestMetrics {
  const series = new Map<string, { labels: Record<string, string>; histogram: Histogram }>()
  let inFlight = 0

  function seriesOf(labels: Record<string, string>): Histogram {
    const key = Object.values(labels).join('\n')
    const found = series.get(key)
    if (found) return found.histogram
    if (series.size >= MAX_SERIES && labels['route'] !== 'other') return seriesOf({ ...labels, route: 'other' })
    const histogram = createHistogram()
    series.set(key, { labels, histogram })
    return histogram
  }

  return {
    begin(method) {
      inFlight++
      let isOpen = true
      return (route, status, seconds) => {
        if (!isOpen) return
        isOpen = false
        inFlight--
        const known = METHODS.has(method) ? method : 'other'
        observe(seriesOf({ method: known, route: route ?? 'unmatched', status: classOf(status) }), seconds)
      }
    },
    families: () => [
      {
        name: 'http_requests_in_flight',
        type: 'gauge',
        help: 'Requests being answered.',
        samples: [{ value: inFlight }],
      },
      {
        name: 'http_request_duration_seconds',
        type: 'histogram',
        help: 'Duration of requests by method, route pattern and class of the status.',
        samples: [...series.values()].flatMap(({ labels, histogram }) => histogramSamples(histogram, labels)),
      },
    ],
  }
}

/** `2xx`; `aborted` when there was no answer. */
function classOf(status: number): string {
  return status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'aborted'
}
