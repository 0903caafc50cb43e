import type { RuleResult } from '../../model/outcome.ts'
import type { Digest } from '../digest-report.ts'
import { describeOverride } from '../describe-override.ts'
import { formatPlace, formatPoints } from '../format.ts'
import { ruleAnchor } from './anchor.ts'
import { evidenceBlock } from './evidence.ts'
import { findingList } from './finding-list.ts'
import { markup, prose, type Markup } from './markup.ts'
import { OUTCOMES } from './outcomes.ts'
import { furtherReading, remedies } from './remedies.ts'

/** One rule: a line that says what came out, and behind it the evidence. */
export function resultEntry(result: RuleResult, digest: Digest): Markup {
  const { rule, category, severity, outcome } = result
  const attributes = markup`data-result data-severity="${severity}" data-outcome="${outcome}" data-category="${category}" data-findings="${result.findings.length}"`
  if (outcome === 'fail' && severity === 'critical') return criticalLink(result, attributes)
  return markup`<details class="entry" id="${ruleAnchor(rule)}" ${attributes}>
<summary>${tag(result)}<span class="entry-title">${headline(result)}<span class="entry-meta">${meta(result)}</span></span>${gain(result)}</summary>
<div class="entry-body">${body(result, digest)}</div>
</details>
`
}

/** Criticals stand in full at the top of the page. */
function criticalLink(result: RuleResult, attributes: Markup): Markup {
  return markup`<div class="entry entry-link" ${attributes}>${tag(result)}<span class="entry-title"><a href="#${ruleAnchor(result.rule)}">${result.title}</a><span class="entry-meta">${meta(result)}</span></span>${gain(result)}</div>
`
}

function tag({ outcome, severity }: RuleResult): Markup {
  if (outcome === 'fail') return markup`<span class="tag tag-${severity}">${severity}</span>`
  const words = { pass: 'passed', unknown: 'unknown', error: 'error', 'not-applicable': 'n/a' }
  return markup`<span class="tag tag-${outcome}"><span class="visually-hidden">${OUTCOMES[outcome]}: </span><span aria-hidden="true">${words[outcome]}</span></span>`
}

/** Titles name the failing state; elsewhere that has to be said. */
function headline({ outcome, title }: RuleResult): Markup {
  if (outcome === 'pass') return markup`<span class="prefix">Ruled out:</span> ${title}`
  if (outcome === 'unknown' || outcome === 'error') return markup`<span class="prefix">Not ruled out:</span> ${title}`
  return markup`${title}`
}

function meta({ rule, findings, outcome, reason, confidence }: RuleResult): Markup {
  const [first, ...others] = findings
  const place = first && formatPlace(first)
  const more = others.length === 0 ? undefined : markup`<span>and ${others.length} more</span>`
  const why = reason && outcome !== 'fail' ? markup`<span>${prose(reason)}</span>` : undefined
  const guess = confidence === 'heuristic' ? markup`<span>heuristic</span>` : undefined
  return markup`${place ? markup`<code class="place">${place}</code>` : undefined}${more}${why}<code>${rule}</code>${guess}`
}

function gain({ outcome, points }: RuleResult): Markup | undefined {
  if (outcome !== 'fail') return undefined
  return markup`<span class="gain">${formatPoints(points)}<span class="visually-hidden"> points</span></span>`
}

function body(result: RuleResult, { report }: Digest): Markup {
  const { rule, outcome, findings, evidence, severity, passed } = result
  const info = report.rules[rule]
  const isFailing = outcome === 'fail'
  return markup`${info && outcome !== 'pass' ? markup`<p class="why">${prose(info.why)}</p>` : undefined}
${isFailing ? findingList(findings, severity) : undefined}
${result.overrides ? markup`<p class="aside">Seen live. ${prose(describeOverride(result.overrides))}</p>` : undefined}
${evidence.map(evidenceBlock)}
${isFailing && passed > 0 ? markup`<p class="aside">${passed} other ${passed === 1 ? 'place is' : 'places are'} in order.</p>` : undefined}
${isFailing ? remedies(result, report) : undefined}
${furtherReading(info, rule)}`
}
