import type { Digest } from '../digest-report.ts'
import { formatPlace, plural } from '../format.ts'
import { shortened } from './shorten.ts'

const MAX_ROWS = 60

/** What could not be verified, folded: it is neither good nor bad, and mostly long. */
export function unknownDetails({ unknown, report: { unreadable } }: Digest): string[] {
  const rules = unknown.map(
    ({ rule, reason }) => `- ${shortened.code(rule)}: ${shortened.prose(reason ?? 'no reason was given')}`,
  )
  const files = unreadable.map(
    (entry) => `- ${shortened.code(formatPlace(entry) ?? '')}: ${shortened.text(entry.reason)}`,
  )
  return [
    ...details(`Could not be verified · ${plural(unknown.length, 'rule')}`, rules),
    ...details(`Could not be read · ${plural(unreadable.length, 'file')}`, files),
  ]
}

function details(summary: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const hidden = items.length - MAX_ROWS
  const list = [...items.slice(0, MAX_ROWS), ...(hidden > 0 ? [`- … and ${hidden} more`] : [])].join('\n')
  return [`<details>\n<summary>${summary}</summary>\n\n${list}\n\n</details>`]
}
