import type { AuditResult } from '../model/roll-up.ts'
import { cleanLines, cleanText } from './text.ts'

/** Keys whose text may have several lines. */
const MULTILINE = new Set(['code'])

/**
 * A copy of the report in which every text is safe to show. Renderers start from it, so that none of them has to remember
 * which text comes from a project.
 */
export function cleanReport<Result extends AuditResult>(report: Result): Result {
  return clean(report, '') as Result
}

function clean(value: unknown, key: string): unknown {
  if (typeof value === 'string') return MULTILINE.has(key) ? cleanLines(value) : cleanText(value)
  if (Array.isArray(value)) return value.map((item) => clean(item, key))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [cleanText(name), clean(item, name)]))
  return value
}
