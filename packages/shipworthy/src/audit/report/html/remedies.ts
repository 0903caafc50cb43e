import type { RuleResult } from '../../model/outcome.ts'
import type { Remedy, Report, RuleInfo } from '../../model/report.ts'
import { EFFORTS, remedyTarget } from '../format.ts'
import { rankRemedies } from '../rank-remedies.ts'
import { markup, prose, type Markup } from './markup.ts'

/** How to cure what a rule found: the remedy that fits is open, the others are a click away. */
export function remedies(result: RuleResult, report: Report): Markup | undefined {
  const ranked = rankRemedies(result, report)
  if (ranked.length === 0) return undefined
  return markup`<div class="remedies"><p class="label">Cure</p>${ranked.map((remedy, index) => remedyBlock(remedy, index === 0))}</div>`
}

function remedyBlock({ for: target, effort, text, code }: Remedy, isOpen: boolean): Markup {
  const name = remedyTarget(target)
  return markup`<details class="remedy"${isOpen ? markup` open` : undefined}><summary><b>${name[0]?.toUpperCase()}${name.slice(1)}</b> <span>${EFFORTS[effort]}</span></summary>
<p>${prose(text)}</p>${code ? markup`<pre><code>${code}</code></pre>` : undefined}</details>`
}

/** Where to read on: the literature behind the rule, and the command that explains it. */
export function furtherReading(info: RuleInfo | undefined, rule: string): Markup {
  const links = (info?.references ?? []).map(reference)
  return markup`<p class="further">${links}<code>shipworthy explain ${rule}</code></p>`
}

function reference({ title, url }: RuleInfo['references'][number]): Markup {
  return /^https?:\/\//i.test(url)
    ? markup`<a href="${url}" rel="noopener noreferrer">${title}</a>`
    : markup`<span>${title}</span>`
}
