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
  const shown = mostTelling(values)
  shown.forEach((value, index) => {
    const parts = valueSpans(value, width - indent)
    const size = parts.reduce((sum, { text }) => sum + visibleWidth(text), 0)
    if (index > 0 && used + size + 2 > width) {
      rows.push([])
      used = indent
    } else if (index > 0) parts.unshift(span(', '))
    rows.at(-1)!.push(...parts)
    used += size + 2
  })
  const hidden = values.length - shown.length
  const more = ` … and ${hidden} more`
  if (hidden > 0 && used + more.length > width) rows.push([])
  if (hidden > 0) rows.at(-1)!.push(span(more, 'grey'))
  return rows.map((row, index) =>
    line('  ', span(padEnd(index === 0 ? truncateMiddle(label, labels) : '', labels), 'grey'), '  ', ...row),
  )
}

/** What is not in force is never among the hidden. */
function mostTelling(values: ProfileEntry['values']): ProfileEntry['values'] {
  let room = Math.max(0, VALUES - values.filter(({ state }) => state === 'off').length)
  return values.filter(({ state }) => state === 'off' || room-- > 0)
}

function valueSpans({ text, state, reason, ...place }: ProfileEntry['values'][number], width: number): Span[] {
  const value = truncateMiddle(text, width)
  if (state === 'on') return [span(value)]
  const why = reason === undefined ? '' : ` (${reason})`
  if (state === 'unknown')
    return [
      span(value),
      span(truncateMiddle(` not certain${why}`, Math.max(MIN_PLACE, width - visibleWidth(value))), 'grey'),
    ]
  const disabled = truncateMiddle(` present but disabled${why}`, Math.max(MIN_PLACE, width - visibleWidth(value)))
  const room = width - visibleWidth(value + disabled) - 1
  const where = formatPlace(place)
  return [
    span(value),
    span(disabled, 'yellow'),
    ...(where && room >= MIN_PLACE ? [span(` ${truncateMiddle(where, room)}`, 'grey')] : []),
  ]
}
