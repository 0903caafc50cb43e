import type { Score } from '../../model/report.ts'
import { describeRange } from '../describe-range.ts'
import { GRADE_FLOORS } from '../grade-floors.ts'
import { markup, type Markup } from './markup.ts'

/** The score on its scale, with the grades and the range it could lie in. */
export function scoreScale(score: Score): Markup {
  const { value, grade, raw, range } = score
  const could = describeRange(score)
  const label = `Score ${value} of 100, grade ${grade}; ${raw.toFixed(1)} before caps${could ? `; could be ${could}` : ''}.`
  return markup`<svg class="scale" role="img" aria-label="${label}" width="100%" height="${could ? 66 : 44}" focusable="false">
${GRADE_FLOORS.map(({ floor, grade: name }) => floorMark(floor, name))}
<rect class="scale-track" x="0" y="28" width="100%" height="10"/>
<rect class="scale-fill grade-${grade.toLowerCase()}" x="0" y="28" width="${value}%" height="10"/>
${raw > value + 1 ? markup`<rect class="scale-held grade-${grade.toLowerCase()}" x="${value}%" y="28" width="${raw - value}%" height="10"/>` : undefined}
${GRADE_FLOORS.slice(1).map(({ floor }) => markup`<line class="scale-cut" x1="${floor}%" x2="${floor}%" y1="28" y2="38"/>`)}
<svg x="${value}%" overflow="visible" aria-hidden="true"><rect class="scale-mark" x="-1.5" y="23" width="3" height="20"/></svg>
${could ? rangeMark(range, could) : undefined}
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

function rangeMark([low, high]: readonly [number, number], text: string): Markup {
  const middle = (low + high) / 2
  const anchor = middle < 30 ? 'start' : middle > 70 ? 'end' : 'middle'
  const at = { start: low, middle, end: high }[anchor]
  return markup`<g class="scale-range"><line x1="${low}%" x2="${high}%" y1="46" y2="46"/><line x1="${low}%" x2="${low}%" y1="42" y2="50"/><line x1="${high}%" x2="${high}%" y1="42" y2="50"/><text x="${at}%" y="63" text-anchor="${anchor}">could be ${text}</text></g>`
}
