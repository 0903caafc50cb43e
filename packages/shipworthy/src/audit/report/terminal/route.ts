import type { RouteStep } from '../../model/report.ts'
import { describeRoute } from '../describe-route.ts'
import { EFFORTS, formatPoints } from '../format.ts'
import { line, span, type Line } from './line.ts'
import { heading, paragraph, type Section } from './section.ts'
import { padEnd } from './width.ts'

/** The least work that leads to the next grade. */
export const route: Section = (digest, width) => {
  const { report, isRated } = digest
  if (!isRated) return []
  const steps = report.route?.steps ?? []
  if (!report.route) return report.score.grade === 'EXCELLENT' ? [] : [heading('Next grade', describeRoute(digest))]
  return [
    heading(`Cheapest route to ${report.route.grade}`, `score ${report.route.score}`),
    ...steps.flatMap((step, index) => stepLines(step, index + 1, width)),
  ]
}

function stepLines({ rule, title, effort, points }: RouteStep, position: number, width: number): Line[] {
  const lead = `  ${position}. `.padEnd(6)
  const gain = `${padEnd(EFFORTS[effort], 7)} ${formatPoints(points).padStart(5)}  `
  const indent = lead.length + gain.length
  const [first = [], ...others] = paragraph(title, { width, indent })
  return [line(lead, span(gain, 'grey'), ...first.slice(1)), ...others, line(' '.repeat(indent), span(rule, 'grey'))]
}
