import { describeCaps } from '../describe-verdict.ts'
import { describeRange } from '../describe-range.ts'
import { formatPercent } from '../format.ts'
import type { Grade } from '../../model/report.ts'
import { line, span, type Line, type Style } from './line.ts'
import { paragraph, type Section } from './section.ts'

const GRADE_STYLES: Record<Grade, Style> = { EXCELLENT: 'green', GOOD: 'green', FAIR: 'yellow', POOR: 'red' }

/** `Shipworthy 59 POOR · verified 71 % · could be 52–74`, and what holds the score down. */
export const headline: Section = (digest, width) => {
  const { report, isRated } = digest
  if (!isRated) return [unrated(), line(span(report.target.name, 'grey'))]
  const { value, grade, coverage } = report.score
  const range = describeRange(report.score)
  const verified = ` · verified ${formatPercent(coverage)}`
  const could = range ? ` · could be ${range}` : ''
  return [
    line(span('Shipworthy ', 'bold'), span(`${value} ${grade}`, 'bold', GRADE_STYLES[grade]), verified, could),
    line(span(report.target.name, 'grey')),
    ...describeCaps(digest).flatMap((cap) => paragraph(cap, { width, indent: 0 })),
  ]
}

function unrated(): Line {
  return line(span('Shipworthy ', 'bold'), span('not rated', 'bold', 'yellow'), ' · no rule could be verified')
}
