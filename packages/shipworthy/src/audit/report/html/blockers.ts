import type { RuleResult } from '../../model/outcome.ts'
import type { Digest } from '../digest-report.ts'
import { formatPoints, plural } from '../format.ts'
import { ruleAnchor } from './anchor.ts'
import { findingList } from './finding-list.ts'
import { markup, prose, type Markup } from './markup.ts'
import { furtherReading, remedies } from './remedies.ts'
import { section } from './section.ts'

/** What must be cured before a deploy, with the evidence and the cure. */
export function blockers(digest: Digest): Markup | undefined {
  if (digest.criticals.length === 0) return undefined
  return section('critical', {
    title: 'Critical',
    note: `${plural(digest.findings.critical, 'finding')} that would mean outage, loss or compromise in production.`,
    body: markup`${digest.criticals.map((result) => blocker(result, digest))}`,
  })
}

function blocker(result: RuleResult, { report }: Digest): Markup {
  const { rule, title, points, confidence, findings, severity } = result
  const info = report.rules[rule]
  return markup`<article class="blocker" id="${ruleAnchor(rule)}" aria-labelledby="${ruleAnchor(rule)}-title">
<h3 id="${ruleAnchor(rule)}-title">${title}</h3>
<p class="meta"><code>${rule}</code><span>${confidence}</span><span>${formatPoints(points)} points</span></p>
${info ? markup`<p class="why">${prose(info.why)}</p>` : undefined}
${findingList(findings, severity)}
${remedies(result, report)}
${furtherReading(info, rule)}
</article>
`
}
