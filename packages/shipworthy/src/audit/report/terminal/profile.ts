import type { ProfileEntry } from '../../model/report.ts'
import { formatPlace } from '../format.ts'
import { line, span, type Line, type Span } from './line.ts'
import { heading, type Section } from './section.ts'
import { padEnd, truncateMiddle, visibleWidth } from './width.ts'

const MAX_LABEL = 24
const PLACES = 3

/** What the service was found to be. */
export const profile: Section = ({ report }, width) => {
  const entries = report.profile.filter(({ values }) => values.length > 0)
  if (entries.length === 0) return []
  const labels = Math.min(MAX_LABEL, Math.max(...entries.map(({ label }) => visibleWidth(label))))
  return [heading('Service'), ...entries.flatMap((entry) => entryLines(entry, labels, width))]
}

function entryLines({ label, values }: ProfileEntry, labels: number, width: number): Line[] {
  const indent = labels + 4
  const rows: Span[][] = [[]]
  let used = indent
  values.slice(0, PLACES * 2).forEach((value, index) => {
    const parts = valueSpans(value, width - indent)
    const size = parts.reduce((sum, { text }) => sum + visibleWidth(text), 0)
    if (index > 0 && used + size + 2 > width) {
      rows.push([])
      used = indent
    } else if (index > 0) parts.unshift(span(', '))
    rows.at(-1)!.push(...parts)
    used += size + 2
  })
  const hidden = values.length - PLACES * 2
  if (hidden > 0) rows.at(-1)!.push(span(` … and ${hidden} more`, 'grey'))
  return rows.map((row, index) =>
    line('  ', span(padEnd(index === 0 ? truncateMiddle(label, labels) : '', labels), 'grey'), '  ', ...row),
  )
}

function valueSpans({ text, state, ...place }: ProfileEntry['values'][number], width: number): Span[] {
  const value = truncateMiddle(text, width)
  if (state === 'off') return [span(value), span(' present but disabled', 'yellow'), ...placeSpan(place, width)]
  if (state === 'unknown') return [span(value), span(' not certain', 'grey')]
  return [span(value)]
}

function placeSpan(place: { file?: string; line?: number }, width: number): Span[] {
  const text = formatPlace(place)
  return text ? [span(` ${truncateMiddle(text, Math.floor(width / 2))}`, 'grey')] : []
}
