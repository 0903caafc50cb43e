import type { SuppressionComment } from '../facts/suppressions.ts'
import { isCalendarDay } from './calendar.ts'

/** What a comment asks for, or what is wrong with it. */
export interface ParsedSuppression {
  rule: string
  reason: string
  until?: string
  owner?: string
  fault?: string
}

const FORM = 'write `shipworthy-ignore <rule> -- <reason>, until 2027-01-31`'

/**
 * Reads `<rule> -- <reason>`, with `, until <day>` and `, owner <name>` at its end, in any order.
 *
 * @example
 * parseSuppression({ text: 'database/acquire-timeout -- the driver has one, until 2027-01-31', … })
 */
export function parseSuppression({ text }: Pick<SuppressionComment, 'text'>): ParsedSuppression {
  const [, rule = '', tail = ''] = /^(?!--)(\S*)\s*(?:--(.*))?$/s.exec(text) ?? /^(\S*)/.exec(text) ?? []
  const { reason, until, owner } = splitTail(tail.trim())
  const parsed = { rule, reason, ...(until && { until }), ...(owner && { owner }) }
  if (rule === '') return { ...parsed, fault: `it names no rule; ${FORM}` }
  if (reason === '') return { ...parsed, fault: `it gives no reason; ${FORM}` }
  if (until !== undefined && !isCalendarDay(until))
    return { ...parsed, fault: `"${until}" is no day; write it as 2027-01-31` }
  return parsed
}

function splitTail(tail: string): { reason: string; until?: string; owner?: string } {
  const until = /(?:^|,)\s*until\s+(\d[\d./-]*)\s*$/i.exec(tail)
  if (until) return { ...splitTail(tail.slice(0, until.index)), until: until[1]! }
  const owner = /(?:^|,)\s*owner\s+([^\s,]+)\s*$/i.exec(tail)
  if (owner) return { ...splitTail(tail.slice(0, owner.index)), owner: owner[1]! }
  return { reason: tail.trim() }
}
