import type { Report } from '../model/report.ts'
import { cleanReport } from './clean-report.ts'
import { cleanText } from './text.ts'
import { withoutBaselined } from './without-baselined.ts'
import { repositoryPath, toRelativeUri } from './repository-path.ts'
import { sarifResults } from './sarif/sarif-results.ts'
import { sarifRule } from './sarif/sarif-rule.ts'

export interface SarifOptions {
  /** The audited folder as seen from the root of the repository, such as `services/api`. */
  folder?: string
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/**
 * What the audit found as SARIF 2.1.0, in the form that GitHub code scanning takes. Only failures that no baseline
 * knows are in it: GitHub reads whatever stands there as an alert.
 *
 * @example
 * writeFileSync('shipworthy.sarif', renderSarif(report, { folder: 'services/api' }))
 */
export function renderSarif(original: Report, { folder = '' }: SarifOptions = {}): string {
  const report = withoutBaselined(original)
  const cleaned = cleanReport(report)
  const failing = cleaned.results.filter(({ outcome, findings }) => outcome === 'fail' && findings.length > 0)
  const ruleIds = failing.map(({ rule }) => rule)
  const place = repositoryPath('', folder)
  const run = {
    tool: {
      driver: { name: 'shipworthy', version: cleaned.tool.version, rules: failing.map((it) => sarifRule(it, cleaned)) },
    },
    automationDetails: { id: place === undefined ? 'shipworthy/' : `shipworthy/${cleanText(toRelativeUri(place))}/` },
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    results: sarifResults(report, { folder, ruleIds }),
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`
}
