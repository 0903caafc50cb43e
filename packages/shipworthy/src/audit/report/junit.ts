import { CATEGORIES, type Category } from '../model/categories.ts'
import type { RuleResult } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { testCase } from './junit/test-case.ts'
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
    suite(
      category,
      cleaned.results.filter((result) => result.category === category),
      cleaned,
    ),
  )
  const summary = attributes({
    name: 'shipworthy',
    ...counts(cleaned.results),
    time: (cleaned.durationMs / 1000).toFixed(3),
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${summary}>\n${suites.join('')}</testsuites>\n`
}

function suite(category: string, results: readonly RuleResult[], report: Report): string {
  const name = CATEGORIES[category as Category]?.title ?? category
  const head = attributes({ name, ...counts(results), time: '0', timestamp: timestampOf(report) })
  return `<testsuite${head}>\n${results.map((result) => testCase(result, report)).join('')}</testsuite>\n`
}

function counts(results: readonly RuleResult[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (...outcomes: RuleResult['outcome'][]): number =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length
  return {
    tests: results.length,
    failures: count('fail'),
    errors: count('error'),
    skipped: count('unknown', 'not-applicable'),
  }
}

/** The schema of JUnit knows no time zone and no fraction. */
function timestampOf({ date }: Report): string {
  return date.slice(0, 19)
}
