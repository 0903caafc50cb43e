import { describeRoute } from '../describe-route.ts'
import { EFFORTS, formatPoints } from '../format.ts'
import { line, span } from './line.ts'
import { heading, type Section } from './section.ts'
import { padEnd } from './width.ts'

/** The least work that leads to the next grade. */
export const route: Section = (digest) => {
  const { report, isRated } = digest
  if (!isRated) return []
  const steps = report.route?.steps ?? []
  if (!report.route) return report.score.grade === 'EXCELLENT' ? [] : [heading('Next grade', describeRoute(digest))]
  return [
    heading(`Cheapest route to ${report.route.grade}`, `score ${report.route.score}`),
    ...steps.map(({ rule, title, effort, points }, index) =>
      line(
        `  ${index + 1}. `,
        span(`${padEnd(EFFORTS[effort], 7)} ${formatPoints(points).padStart(5)}  `, 'grey'),
        `${title} `,
        span(rule, 'grey'),
      ),
    ),
  ]
}
