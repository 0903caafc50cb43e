import { escapeHtml } from '../text.ts'

/** HTML that is ready to be written out; everything else is text and gets escaped. */
export interface Markup {
  readonly html: string
}

type Part = Markup | string | number | undefined | readonly Markup[]

/**
 * Builds HTML. What is put in is escaped, inside elements and attributes alike, unless it is markup itself; `undefined`
 * leaves nothing behind.
 *
 * @example
 * markup`<p title="${path}">${name}</p>`
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.reduce((html, text, index) => html + write(parts[index - 1]) + text) }
}

/** Markup from constants of this package; never from a report. */
export function trusted(html: string): Markup {
  return { html }
}

/** Prose of a rule, with its `code` set as code. */
export function prose(text: string): Markup {
  const pieces = text.split('`')
  if (pieces.length % 2 === 0) return markup`${text}`
  return markup`${pieces.map((piece, index) => (index % 2 === 1 ? markup`<code>${piece}</code>` : markup`${piece}`))}`
}

function write(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'html' in part ? part.html : part.map(({ html }) => html).join('')
}
