import type { Digest } from '../digest-report.ts'
import { describeSize } from '../describe-size.ts'
import { formatDate, formatDuration } from '../format.ts'
import { markup, type Markup } from './markup.ts'

/** The load line on a ship's side: how deep it may lie in the water and still be fit to sail. */
export const LOAD_LINE = markup`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><circle cx="16" cy="16" r="9.5" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M1 16h30" stroke="currentColor" stroke-width="2.5"/></svg>`

export function masthead({ report }: Digest): Markup {
  const { target, date, durationMs } = report
  const size = describeSize(report)
  return markup`<header class="masthead">
<p class="brand">${LOAD_LINE}<span><b>Shipworthy</b> production audit</span></p>
<h1>${target.name}</h1>
<p class="meta"><time datetime="${date}">${formatDate(date)}</time><span>${size.join(', ')}</span><span>read in ${formatDuration(durationMs)}</span></p>
</header>
`
}
