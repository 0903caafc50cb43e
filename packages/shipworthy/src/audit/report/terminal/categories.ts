import type { CategoryScore, Report } from '../../model/report.ts'
import { answeredCategories, categoryNote, unansweredCategories } from '../category-note.ts'
import { formatScore } from '../format.ts'
import { gradeFor } from '../grade-floors.ts'
import { line, span, type Line, type Style } from './line.ts'
import { heading, paragraph, type Section } from './section.ts'
import { padEnd, truncateMiddle, visibleWidth } from './width.ts'

const BAR_CELLS = 16
const BAR_STYLES: Record<string, Style> = { EXCELLENT: 'green', GOOD: 'green', FAIR: 'yellow', POOR: 'red' }

/** Scores by category. What does not apply is grey and has no bar: it is neither good nor bad. */
export const categories: Section = ({ report }, width) => {
  const answered = answeredCategories(report).filter(({ category }) => !isUnasked(category, report))
  const missing = unansweredCategories(report).map(({ title }) => title)
  const titles = Math.max(0, ...answered.map(({ title }) => visibleWidth(title)))
  return [
    ...(answered.length > 0 ? [heading('Categories')] : []),
    ...answered.map((category) => categoryLine(category, report, { titles, width })),
    ...(missing.length > 0
      ? paragraph(`Not answered by this version: ${missing.join(', ')}`, { width, indent: 2, styles: ['grey'] })
      : []),
  ]
}

/** None of its rules was asked. */
function isUnasked(category: CategoryScore['category'], { results }: Report): boolean {
  return results.filter((result) => result.category === category).every(({ unasked }) => unasked !== undefined)
}

function categoryLine(
  category: CategoryScore,
  report: Report,
  { titles, width }: { titles: number; width: number },
): Line {
  const { title, score, verified, applicable } = category
  const label = padEnd(title, titles)
  if (score === null) {
    const note = truncateMiddle(categoryNote(category, report) ?? '', Math.max(10, width - titles - 12))
    return line('  ', span(`${label}  n/a    ${note}`, 'grey'))
  }
  const open = applicable > verified ? `  ${verified}/${applicable} verified` : ''
  return line('  ', label, '  ', span(formatScore(score).padStart(3), 'bold'), '  ', ...bar(score), span(open, 'grey'))
}

function bar(score: number): Line {
  const filled = Math.floor((score / 100) * BAR_CELLS)
  return line(span('█'.repeat(filled), BAR_STYLES[gradeFor(score)]!), span('░'.repeat(BAR_CELLS - filled), 'grey'))
}
