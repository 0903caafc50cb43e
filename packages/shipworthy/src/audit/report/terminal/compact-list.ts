import { line, span, type Line } from './line.ts'
import { padEnd, truncateMiddle, visibleWidth } from './width.ts'

const INDENT = '  '

/** Names in as few lines as they need; a name is never broken. */
export function compactList(label: string, names: readonly string[], width: number): Line[] {
  const rows: string[] = []
  const lead = label ? `${label} ` : ''
  const room = Math.max(20, width - INDENT.length - visibleWidth(lead))
  for (const name of names.map((text) => truncateMiddle(text, room - 1))) {
    const last = rows.at(-1)
    const longer = last === undefined ? name : `${last}, ${name}`
    if (last !== undefined && visibleWidth(longer) + 1 > room) rows.push(name)
    else rows[Math.max(0, rows.length - 1)] = longer
  }
  return rows.map((row, index) =>
    line(
      INDENT,
      span(padEnd(index === 0 ? lead : '', visibleWidth(lead)), 'grey'),
      index < rows.length - 1 ? `${row},` : row,
    ),
  )
}
