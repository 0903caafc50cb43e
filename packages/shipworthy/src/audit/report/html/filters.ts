import { CATEGORIES } from '../../model/categories.ts'
import type { RuleResult } from '../../model/outcome.ts'
import { OUTCOMES } from './outcomes.ts'
import { markup, type Markup } from './markup.ts'

type Filter = 'severity' | 'outcome' | 'category'

const SEVERITIES = { critical: 'Critical', warning: 'Warning', info: 'Info' }

/** Buttons that narrow the results; the script shows them, since without it they could do nothing. */
export function filters(results: readonly RuleResult[]): Markup {
  const titles = Object.fromEntries(Object.entries(CATEGORIES).map(([id, { title }]) => [id, title]))
  return markup`<div class="filters" id="filters" hidden>
${group('outcome', 'Outcome', OUTCOMES, results)}
${group('severity', 'Rule severity', SEVERITIES, results)}
<details class="filter-more"><summary>By category</summary>${group('category', 'Category', titles, results)}</details>
<p class="filter-status"><span id="filter-count" role="status" aria-live="polite"></span><button type="button" id="filter-reset" hidden>Show all</button><button type="button" id="open-all">Open all</button></p>
</div>
`
}

function group(filter: Filter, label: string, names: Record<string, string>, results: readonly RuleResult[]): Markup {
  const buttons = Object.entries(names).flatMap(([value, name]) => {
    const count = results.filter((result) => result[filter] === value).length
    return count === 0 ? [] : [button(filter, value, { name, count })]
  })
  return markup`<div class="filter-group" role="group" aria-label="${label}"><span class="label" aria-hidden="true">${label}</span>${buttons}</div>`
}

function button(filter: Filter, value: string, { name, count }: { name: string; count: number }): Markup {
  return markup`<button type="button" aria-pressed="false" data-filter="${filter}" data-value="${value}">${name} <span>${count}</span></button>`
}
