import type { Evidence, Finding, RuleResult } from '../../model/outcome.ts'
import type { Report } from '../../model/report.ts'
import { EFFORTS, formatPlace, plural, remedyTarget } from '../format.ts'
import { rankRemedies } from '../rank-remedies.ts'
import { attributes, xmlText } from './xml-text.ts'

/** One rule as a test. Its name holds the id, so that no two are alike. */
export function testCase(result: RuleResult, report: Report, classPrefix: string): string {
  const { rule, title, category, findings } = result
  const head = attributes({
    name: `${rule}: ${title}`,
    classname: `${classPrefix}.${category}`,
    file: findings[0]?.file,
    line: findings[0]?.line,
    time: '0',
  })
  const body = outcomeElement(result, report)
  return body === '' ? `<testcase${head}/>\n` : `<testcase${head}>\n${body}</testcase>\n`
}

function outcomeElement(result: RuleResult, report: Report): string {
  const { outcome, reason = 'no reason was given' } = result
  if (outcome === 'fail') return failure(result, report)
  if (outcome === 'error') return `<error${attributes({ message: reason, type: 'error' })}/>\n`
  if (outcome === 'unknown') return `<skipped${attributes({ message: `could not be verified: ${reason}` })}/>\n`
  if (outcome === 'not-applicable') return `<skipped${attributes({ message: `does not apply: ${reason}` })}/>\n`
  return ''
}

function failure(result: RuleResult, report: Report): string {
  const { findings, severity, title } = result
  const more = findings.length > 1 ? ` (and ${plural(findings.length - 1, 'more place', 'more places')})` : ''
  const message = `${findings[0]?.message ?? title}${more}`
  const [remedy] = rankRemedies(result, report)
  const cure = remedy && `Cure (${remedyTarget(remedy.for)}, ${EFFORTS[remedy.effort]}): ${remedy.text}`
  const text = [...findings.flatMap(findingLines), ...(cure ? [cure] : [])].join('\n')
  return `<failure${attributes({ message, type: severity })}>${xmlText(text)}</failure>\n`
}

function findingLines({ message, evidence }: Finding): string[] {
  return [message, ...evidence.map((item) => `  ${evidenceLine(item)}`)]
}

function evidenceLine({ file, line, symbol, snippet, note }: Evidence): string {
  const place = formatPlace({ ...(file !== undefined && { file }), ...(line !== undefined && { line }) })
  const where = place && symbol ? `${place} in ${symbol}` : place
  return [where, snippet, note].filter(Boolean).join(' | ')
}
