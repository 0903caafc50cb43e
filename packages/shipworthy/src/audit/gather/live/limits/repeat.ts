import type { Exchange } from '../../../facts/live/exchange.ts'
import type { LimitTrial } from '../../../facts/live/limit-facts.ts'
import { exchanges } from '../http/exchanges.ts'
import { askSite, type Question, type Site } from '../http/site.ts'
import { isRefusal } from './is-refusal.ts'

export interface Repeated {
  what: LimitTrial['what']
  path: string
  question: Question
  /** How many at most, and how many at a time. */
  count: number
  atOnce: number
}

/** However slow the service is. */
const MAX_MS = 15_000

/** Asks the same again and again, until it is refused; lists it as one line. */
export async function repeat(site: Site, { what, path, question, count, atOnce }: Repeated): Promise<LimitTrial> {
  const startMs = performance.now()
  const quiet = quieted(site)
  const answers: Exchange[] = []
  let sent = 0
  while (sent < count && performance.now() - startMs < MAX_MS && !site.session.signal.aborted) {
    const size = Math.min(atOnce, count - sent)
    const batch = exchanges(await Promise.all(Array.from({ length: size }, () => askSite(quiet, path, question))))
    sent += size
    answers.push(...batch)
    if (batch.length === 0 || answers.some((answer) => isRefusal(answer, answers[0]!))) break
  }
  const trial = summarize(answers, { what, path, method: question.method ?? 'GET', sent })
  const result = { ...trial, durationMs: Math.round(performance.now() - startMs) }
  site.session.record(
    'limits',
    `${result.method} ${site.origin}${path} (${sent} times, ${atOnce} at once)`,
    describe(result),
    sent,
  )
  return result
}

/** One line for all of them is in the list of what was sent. */
export function quieted(site: Site): Site {
  return { ...site, session: { ...site.session, record: () => undefined } }
}

function summarize(
  answers: readonly Exchange[],
  asked: Pick<LimitTrial, 'what' | 'path' | 'method' | 'sent'>,
): Omit<LimitTrial, 'durationMs'> {
  const [first] = answers
  const last = answers.at(-1)
  const after = first ? answers.findIndex((answer) => isRefusal(answer, first)) : -1
  const refused = answers[after]
  return {
    ...asked,
    statuses: countStatuses(answers),
    ...(first && { first: brief(first) }),
    ...(last && { last: brief(last) }),
    ...(refused && { refusal: { after, exchange: brief(refused) } }),
  }
}

const BRIEF = 500

function brief(exchange: Exchange): Exchange {
  return { ...exchange, body: exchange.body.slice(0, BRIEF) }
}

function countStatuses(answers: readonly Exchange[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function describe({ statuses, sent }: Omit<LimitTrial, 'durationMs'>): string {
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  const words = Object.entries(statuses).map(([status, count]) => `${status} × ${count}`)
  return [...words, ...(answered < sent ? [`no answer × ${sent - answered}`] : [])].join(', ')
}
