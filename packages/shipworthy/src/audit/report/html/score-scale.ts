import type { Score } from '../../model/report.ts'
import { formatRange } from '../format.ts'
import { GRADE_FLOORS } from '../grade-floors.ts'
import { markup, type Markup } from './markup.ts'

/** The score on its scale, with the grades and the range it could lie in. */
export function scoreScale({ value, grade, raw, range }: Score): Markup {
  const [low, high] = range
  const label = `Score ${value} of 100, grade ${grade}; ${raw.toFixed(1)} before caps; could be ${formatRange(range)}.`
  return markup`<svg class="scale" role="img" aria-label="${label}" width="100%" height="66" focusable="false">
${GRADE_FLOORS.map(({ floor, grade: name }) => floorMark(floor, name))}
<rect class="scale-track" x="0" y="28" width="100%" height="10"/>
<rect class="scale-fill grade-${grade.toLowerCase()}" x="0" y="28" width="${value}%" height="10"/>
${GRADE_FLOORS.slice(1).map(({ floor }) => markup`<line class="scale-cut" x1="${floor}%" x2="${floor}%" y1="28" y2="38"/>`)}
<line class="scale-raw" x1="${raw}%" x2="${raw}%" y1="24" y2="42"/>
${low === high ? undefined : rangeMark(low, high)}
</svg>
`
}

function floorMark(floor: number, name: string): Markup {
  const text =
    floor === 0
      ? markup`<tspan>0</tspan>`
      : markup`<tspan>${floor}</tspan><tspan class="scale-name" dx="5">${name}</tspan>`
  return markup`<text class="scale-label" x="${floor}%" y="18">${text}</text>`
}

function rangeMark(low: number, high: number): Markup {
  const anchor = low < 10 ? 'start' : high > 90 ? 'end' : 'middle'
  const at = anchor === 'start' ? low : anchor === 'end' ? high : (low + high) / 2
  return markup`<g class="scale-range"><line x1="${low}%" x2="${high}%" y1="46" y2="46"/><line x1="${low}%" x2="${low}%" y1="42" y2="50"/><line x1="${high}%" x2="${high}%" y1="42" y2="50"/><text x="${at}%" y="63" text-anchor="${anchor}">could be ${formatRange([low, high])}</text></g>`
}
