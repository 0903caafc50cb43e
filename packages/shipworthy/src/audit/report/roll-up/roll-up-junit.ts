import type { RollUp } from '../../model/roll-up.ts'
import { countOutcomes, testSuite } from '../junit/test-suite.ts'
import { attributes } from '../junit/xml-text.ts'
import { digestRollUp } from './digest-roll-up.ts'

/**
 * A roll-up as JUnit XML: a suite for each service, a case for each rule.
 *
 * @example
 * writeFileSync('shipworthy.xml', renderRollUpJunit(rollUp))
 */
export function renderRollUpJunit(rollUp: RollUp): string {
  const { services } = digestRollUp(rollUp)
  const suites = services.map(({ name, digest: { report } }) =>
    testSuite(name, report.results, { report, classPrefix: `shipworthy.${name}` }),
  )
  const summary = attributes({
    name: 'shipworthy',
    ...countOutcomes(services.flatMap(({ digest }) => digest.report.results)),
    time: (rollUp.durationMs / 1000).toFixed(3),
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${summary}>\n${suites.join('')}</testsuites>\n`
}
