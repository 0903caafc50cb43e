import { CATEGORIES } from '../model/categories.ts'
import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { countOutcomes, testSuite } from './junit/test-suite.ts'
import { attributes } from './junit/xml-text.ts'

/**
 * The results as JUnit XML, for what shows test results: a suite for each category, a case for each rule. A rule that does
 * not apply or could not be verified is skipped, with the reason.
 *
 * @example
 * writeFileSync('shipworthy.xml', renderJunit(report))
 */
export function renderJunit(report: Report): string {
  const { report: cleaned } = digestReport(report)
  const categories = [...new Set(cleaned.results.map(({ category }) => category))]
  const suites = categories.map((category) =>
    testSuite(
      CATEGORIES[category]?.title ?? category,
      cleaned.results.filter((result) => result.category === category),
      { report: cleaned },
    ),
  )
  const summary = attributes({
    name: 'shipworthy',
    ...countOutcomes(cleaned.results),
    time: (cleaned.durationMs / 1000).toFixed(3),
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${summary}>\n${suites.join('')}</testsuites>\n`
}
