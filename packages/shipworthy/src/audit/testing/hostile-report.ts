import type { Report } from '../model/report.ts'

/** Keys whose text comes from a project or could. */
const TEXTS = new Set(
  'name label text file title message snippet note symbol reason detail why code url docs version ruleset fingerprint'.split(
    ' ',
  ),
)

/** The report with a text put in front of every text a project could choose; what keys it by is left alone. */
export function withHostileTexts(report: Report, hostile: string): Report {
  return plant(report, '', hostile) as Report
}

function plant(value: unknown, key: string, hostile: string): unknown {
  if (typeof value === 'string') return TEXTS.has(key) ? `${hostile}${value}` : value
  if (Array.isArray(value)) return value.map((item) => plant(item, key, hostile))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plant(item, name, hostile)]))
  return value
}
