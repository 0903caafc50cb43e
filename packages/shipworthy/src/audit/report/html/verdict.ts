import { unansweredCategories } from '../category-note.ts'
import { describeRange, isBeforeCaps } from '../describe-range.ts'
import { describeCaps, describeVerdict } from '../describe-verdict.ts'
import type { Digest } from '../digest-report.ts'
import { formatPercent, formatRange, plural } from '../format.ts'
import { markup, type Markup } from './markup.ts'
import { scoreScale } from './score-scale.ts'

/** The verdict at one glance: the sentence, the score with its range, what holds it down, and the gates. */
export function verdict(digest: Digest): Markup {
  return markup`<section class="verdict" aria-labelledby="verdict">
<div class="verdict-score">${score(digest)}</div>
<div class="verdict-words">
<h2 id="verdict">${describeVerdict(digest)}</h2>
<p>${explanation(digest)}${gap(digest)}</p>
${caps(digest)}
</div>
${digest.isRated ? scoreScale(digest.report.score) : undefined}
${figures(digest)}
${gates(digest)}
</section>
`
}

function score({ isRated, report }: Digest): Markup {
  if (!isRated) return markup`<p class="number">–</p><p class="grade">NOT RATED</p>`
  const { value, grade } = report.score
  return markup`<p class="number grade-${grade.toLowerCase()}">${value}<span class="visually-hidden"> of 100, </span></p><p class="grade grade-${grade.toLowerCase()}">${grade}</p>`
}

function explanation({ isRated, report: { score: now } }: Digest): string {
  if (!isRated) return 'No rule of this version applies here and could be verified. That is neither good nor bad.'
  const share = formatPercent(now.coverage)
  if (now.coverage === 1) return 'All that applies to this service could be verified.'
  const [low, high] = now.range
  const score = isBeforeCaps(now) ? 'the score before caps' : 'the score'
  return `${share} of what applies could be verified. If all the rest failed, ${score} would be ${low}; if all of it passed, ${high}.`
}

/** What the score is silent about belongs beside it. */
function gap({ report }: Digest): string {
  const count = unansweredCategories(report).length
  if (count === 0) return ''
  return ` This version leaves ${plural(count, 'category', 'categories')} unanswered.`
}

function caps(digest: Digest): Markup | undefined {
  const lines = describeCaps(digest)
  if (lines.length === 0) return undefined
  return markup`<ul class="caps">${lines.map((text) => markup`<li>${text}</li>`)}</ul>`
}

function figures(digest: Digest): Markup {
  const { isRated, report, findings, unknown, passed } = digest
  const { coverage, raw } = report.score
  const rows: [string, string, string][] = [
    ['Verified', isRated ? formatPercent(coverage) : 'n/a', 'of the weight that applies'],
    ['Could be', could(digest), couldNote(digest)],
    ['Before caps', isRated ? raw.toFixed(1) : 'n/a', 'raw score'],
    ['Findings', String(findings.critical + findings.warning + findings.info), findingCounts(digest)],
    ['Rules passed', String(passed.length), `${unknown.length} not verified`],
  ]
  return markup`<dl class="figures">${rows.map(
    ([label, value, note]) => markup`<div><dt>${label}</dt><dd>${value} <small>${note}</small></dd></div>`,
  )}</dl>`
}

function could({ isRated, report: { score: now } }: Digest): string {
  return isRated ? formatRange(describeRange(now) ? now.range : [now.value, now.value]) : 'n/a'
}

function couldNote({ report: { score: now } }: Digest): string {
  if (!describeRange(now)) return 'all is verified'
  return isBeforeCaps(now) ? 'before caps' : 'if the unknown were known'
}

function findingCounts({ findings }: Digest): string {
  return `${findings.critical} critical, ${plural(findings.warning, 'warning')}, ${plural(findings.info, 'info')}`
}

function gates({ report }: Digest): Markup | undefined {
  if (report.gates.length === 0) return undefined
  return markup`<ul class="gates" aria-label="Gates">${report.gates.map(
    ({ name, passed, detail }) =>
      markup`<li class="${passed ? 'gate-passed' : 'gate-failed'}"><b>Gate ${passed ? 'passed' : 'failed'}</b><span><code>${name}</code> ${detail}</span></li>`,
  )}</ul>`
}
