import type { CategoryScore, Report } from '../../model/report.ts'
import { answeredCategories, categoryNote, unansweredCategories } from '../category-note.ts'
import type { Digest } from '../digest-report.ts'
import { formatScore } from '../format.ts'
import { gradeFor } from '../grade-floors.ts'
import { markup, type Markup } from './markup.ts'
import { section } from './section.ts'

/** Scores by category. What does not apply is grey and has its reason instead of a bar. */
export function categories({ report }: Digest): Markup {
  const missing = unansweredCategories(report).map(({ title }) => title)
  return section('categories', {
    title: 'Categories',
    note: 'Weight is the share of the score; what does not apply has none.',
    body: markup`<table class="categories" role="table">
<thead role="rowgroup"><tr role="row">${['Category', 'Score', 'Verified', 'Weight'].map((text) => markup`<th role="columnheader" scope="col">${text}</th>`)}</tr></thead>
<tbody role="rowgroup">${answeredCategories(report).map((category) => row(category, report))}</tbody>
</table>${missing.length === 0 ? undefined : markup`<p class="aside">Not answered by this version: ${missing.join(', ')}.</p>`}`,
  })
}

function row(category: CategoryScore, report: Report): Markup {
  const { category: id, title, score, verified, applicable, weight } = category
  const name = markup`<th role="rowheader" scope="row"><a href="#results" data-show-category="${id}">${title}</a></th>`
  if (score === null)
    return markup`<tr role="row" class="is-na">${name}<td role="cell"><span class="score-cell"><span class="na">n/a</span> <span class="reason">${categoryNote(category, report)}</span></span></td><td role="cell"${applicable === 0 ? markup` class="nothing"` : undefined}>${applicable === 0 ? '–' : `0 of ${applicable}`}</td><td role="cell">${weight}</td></tr>`
  return markup`<tr role="row">${name}<td role="cell"><span class="score-cell"><b>${formatScore(score)}</b>${bar(score)}</span></td><td role="cell">${verified} of ${applicable}</td><td role="cell">${weight}</td></tr>`
}

/** Decoration: the number beside it says the same. */
function bar(score: number): Markup {
  return markup`<svg class="bar" width="100%" height="8" aria-hidden="true" focusable="false"><rect class="bar-track" width="100%" height="8"/><rect class="bar-fill grade-${gradeFor(score).toLowerCase()}" width="${score}%" height="8"/></svg>`
}
