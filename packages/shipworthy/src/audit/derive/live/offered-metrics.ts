import type { Attempt } from '../../facts/live/exchange.ts'
import type { AskedPath, HttpFacts } from '../../facts/live/http-facts.ts'
import { fullAnswer } from './health-answers.ts'

/** Metrics in the text format of Prometheus or OpenMetrics. */
export interface OfferedMetrics {
  asked: AskedPath
  names: ReadonlySet<string>
  /** Values of each label, by metric and label: `http_requests_total{path}`. */
  labels: ReadonlyMap<string, ReadonlySet<string>>
  /** Not all of it was read. */
  isCut: boolean
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{[^}]*\})?\s+[-+\dNI]/

/** What the service offers to be scraped, with credentials where it wants them. */
export function offeredMetrics(http: HttpFacts): OfferedMetrics | undefined {
  return findMetrics(http, fullAnswer)
}

/** What it offers to everybody. */
export function publicMetrics(http: HttpFacts): OfferedMetrics | undefined {
  return findMetrics(http, ({ attempt }) => attempt)
}

function findMetrics({ paths }: HttpFacts, answerOf: (asked: AskedPath) => Attempt): OfferedMetrics | undefined {
  for (const asked of paths) {
    const answer = answerOf(asked)
    if (asked.role !== 'metrics' || !answer.ok || answer.exchange.status !== 200) continue
    const names = namesIn(answer.exchange.body)
    if (names.size > 0)
      return { asked, names, labels: labelsIn(answer.exchange.body), isCut: answer.exchange.cut !== undefined }
  }
  return undefined
}

function namesIn(text: string): Set<string> {
  return new Set(text.split('\n').flatMap((line) => SAMPLE.exec(line)?.[1] ?? []))
}

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

function labelsIn(text: string): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>()
  for (const line of text.split('\n')) {
    const [, metric, block = ''] = SAMPLE.exec(line) ?? []
    for (const [, label, value = ''] of metric ? block.matchAll(LABEL) : []) {
      const key = `${metric}{${label}}`
      labels.set(key, (labels.get(key) ?? new Set()).add(value))
    }
  }
  return labels
}
