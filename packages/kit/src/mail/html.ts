/** HTML that needs no more escaping; made by `html` only. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

export type HtmlValue = string | number | Html | undefined | null | readonly HtmlValue[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]!)
}

/**
 * HTML whose values are escaped. Values may stand in the text and inside quoted attributes, not in scripts or styles; for
 * the address of a link there is `link`.
 *
 * @example
 * html`<p>Hello ${name}, you ordered:</p><ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part))
}

/**
 * A link that leads to a web or mail address and nowhere else: what users give as an address may begin with `javascript:`.
 *
 * @throws TypeError for any other address.
 */
export function link(address: string, text: string): Html {
  const { protocol, href } = new URL(address)
  if (!['https:', 'http:', 'mailto:'].includes(protocol)) throw new TypeError(`a link may not lead to ${protocol}`)
  return html`<a href="${href}">${text}</a>`
}

function render(value: HtmlValue): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Html) return value.toString()
  return typeof value === 'object' ? value.map(render).join('') : escapeHtml(String(value))
}
