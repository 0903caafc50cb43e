import type { Evidence, Finding } from '../../model/outcome.ts'
import { formatPlace } from '../format.ts'
import { markup, prose, type Markup } from './markup.ts'

/** What a verdict rests on: where, the line as written, and what it shows. */
export function evidenceBlock({ kind, file, line, symbol, snippet, note }: Evidence): Markup {
  const place = formatPlace({ ...(file !== undefined && { file }), ...(line !== undefined && { line }) })
  const where = place
    ? markup`<code class="place">${place}</code>${symbol ? markup` in <code>${symbol}</code>` : undefined}`
    : undefined
  const shows = note ? markup`<span class="note">${prose(note)}</span>` : undefined
  return markup`<div class="evidence evidence-${kind}">
${where || shows ? markup`<p>${where}${shows}</p>` : undefined}
${snippet ? markup`<pre><code>${line === undefined ? undefined : markup`<span class="line-number">${line}</span>`}${snippet}</code></pre>` : undefined}
</div>`
}

/** Findings of one rule; beyond the first ten they fold away. */
export function findingList(findings: readonly Finding[], ruleSeverity: string): Markup {
  const shown = findings.slice(0, SHOWN).map((finding) => findingItem(finding, ruleSeverity))
  const rest = findings.slice(SHOWN).map((finding) => findingItem(finding, ruleSeverity))
  return markup`<ol class="finding-list">${shown}</ol>${
    rest.length === 0
      ? undefined
      : markup`<details class="more"><summary>${rest.length} more</summary><ol class="finding-list" start="${SHOWN + 1}">${rest}</ol></details>`
  }`
}

const SHOWN = 10

function findingItem({ message, severity, evidence }: Finding, ruleSeverity: string): Markup {
  const tag = severity === ruleSeverity ? undefined : markup`<span class="tag tag-${severity}">${severity}</span> `
  return markup`<li><p class="message">${tag}${prose(message)}</p>${evidence.map(evidenceBlock)}</li>`
}
