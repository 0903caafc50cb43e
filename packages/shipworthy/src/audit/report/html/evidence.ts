import type { Evidence } from '../../model/outcome.ts'
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
${snippet ? codeLine(snippet, line) : undefined}
</div>`
}

function codeLine(snippet: string, line: number | undefined): Markup {
  return line === undefined
    ? markup`<pre><code>${snippet}</code></pre>`
    : markup`<pre><code class="numbered"><span class="line-number">${line}</span><span>${snippet}</span></code></pre>`
}
