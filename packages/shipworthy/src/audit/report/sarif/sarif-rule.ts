import type { RuleResult, Severity } from '../../model/outcome.ts'
import type { Remedy, Report } from '../../model/report.ts'
import { EFFORTS, remedyTarget } from '../format.ts'
import { codeBlock, markdownLink, markdownProse, markdownText } from '../markdown/markdown-text.ts'
import { rankRemedies } from '../rank-remedies.ts'
import { truncateText } from '../truncate-text.ts'
import { SEVERITY_LEVELS } from './severity-level.ts'

/** GitHub cuts descriptions here. */
const MAX_DESCRIPTION = 1000

/** GitHub shows what has a `security-severity` as a vulnerability: the rest of an audit is none. */
const SECURITY =
  /^(security|tls)\/|^rate-limiting\/auth-|^(environment|containers)\/.*(secret|credential|dotenv|root-user)|^logging\/no-redaction|^error-handling\/stack-leak/

/** On the scale of CVSS, where GitHub draws its lines at 9, 7 and 4; it takes a text, not a number. */
const SECURITY_SEVERITIES: Record<Severity, string> = { critical: '9.5', warning: '5.5', info: '2.0' }

/** What code scanning shows beside the alerts of a rule. */
export function sarifRule(result: RuleResult, report: Report): object {
  const { rule, category, severity, confidence } = result
  const title = result.title || rule
  const isSecurity = SECURITY.test(rule)
  const why = report.rules[rule]?.why || title
  return {
    id: rule,
    name: rule,
    shortDescription: { text: truncateText(title, MAX_DESCRIPTION) },
    fullDescription: { text: truncateText(why, MAX_DESCRIPTION) },
    help: helpFor(result, report, why),
    defaultConfiguration: { level: SEVERITY_LEVELS[severity] },
    properties: {
      tags: [...new Set([...(isSecurity ? ['security'] : []), category, 'production-readiness'])],
      precision: confidence === 'heuristic' ? 'medium' : confidence === 'structural' ? 'high' : 'very-high',
      ...(isSecurity && { 'security-severity': SECURITY_SEVERITIES[severity] }),
    },
  }
}

function helpFor(result: RuleResult, report: Report, why: string): { text: string; markdown: string } {
  const remedies = rankRemedies(result, report)
  const references = report.rules[result.rule]?.references ?? []
  const text = [why, ...remedies.map((remedy) => `${heading(remedy)}: ${remedy.text}`)].join('\n\n')
  const markdown = [
    markdownProse(why),
    ...remedies.map(remedyMarkdown),
    ...references.map(({ title, url }) => markdownLink(title, url)),
    `<code>shipworthy explain ${markdownText(result.rule)}</code>`,
  ].join('\n\n')
  return { text, markdown }
}

function remedyMarkdown(remedy: Remedy): string {
  const text = `**${markdownText(heading(remedy))}**: ${markdownProse(remedy.text)}`
  return remedy.code ? `${text}\n\n${codeBlock(remedy.code)}` : text
}

function heading({ for: target, effort }: Remedy): string {
  return `Cure (${remedyTarget(target)}, ${EFFORTS[effort]})`
}
