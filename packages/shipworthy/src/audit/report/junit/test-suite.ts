import type { RuleResult } from '../../model/outcome.ts'
import type { Report } from '../../model/report.ts'
import { testCase } from './test-case.ts'
import { attributes } from './xml-text.ts'

/** Results as one suite. */
export function testSuite(
  name: string,
  results: readonly RuleResult[],
  { report, classPrefix = 'shipworthy' }: { report: Report; classPrefix?: string },
): string {
  const head = attributes({ name, ...countOutcomes(results), time: '0', timestamp: timestampOf(report) })
  return `<testsuite${head}>\n${results.map((result) => testCase(result, report, classPrefix)).join('')}</testsuite>\n`
}

export function countOutcomes(
  results: readonly RuleResult[],
): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
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
