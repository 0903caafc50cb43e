import type { ProfileEntry } from '../../model/report.ts'
import { formatPlace } from '../format.ts'
import { line, span, type Line, type Span } from './line.ts'
import { heading, type Section } from './section.ts'
import { padEnd, truncateMiddle, visibleWidth } from './width.ts'

const MAX_LABEL = 24
const VALUES = 6
const MIN_PLACE = 12

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
  values.slice(0, VALUES).forEach((value, index) => {
    const parts = valueSpans(value, width - indent)
    const size = parts.reduce((sum, { text }) => sum + visibleWidth(text), 0)
    if (index > 0 && used + size + 2 > width) {
      rows.push([])
      used = indent
    } else if (index > 0) parts.unshift(span(', '))
    rows.at(-1)!.push(...parts)
    used += size + 2
  })
  const hidden = values.length - VALUES
  if (hidden > 0) rows.at(-1)!.push(span(` … and ${hidden} more`, 'grey'))
  return rows.map((row, index) =>
    line('  ', span(padEnd(index === 0 ? truncateMiddle(label, labels) : '', labels), 'grey'), '  ', ...row),
  )
}

function valueSpans({ text, state, ...place }: ProfileEntry['values'][number], width: number): Span[] {
  const value = truncateMiddle(text, width)
  if (state === 'on') return [span(value)]
  if (state === 'unknown') return [span(value), span(' not certain', 'grey')]
  const disabled = ' present but disabled'
  const room = width - visibleWidth(value + disabled) - 1
  const where = formatPlace(place)
  return [
    span(value),
    span(disabled, 'yellow'),
    ...(where && room >= MIN_PLACE ? [span(` ${truncateMiddle(where, room)}`, 'grey')] : []),
  ]
}
