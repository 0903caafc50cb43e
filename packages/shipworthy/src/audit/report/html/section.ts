import { markup, type Markup } from './markup.ts'

/** A part of the page: its heading stands beside the text where there is room. */
export function section(id: string, { title, note, body }: { title: string; note?: string; body: Markup }): Markup {
  return markup`<section class="section" id="${id}" aria-labelledby="${id}-title">
<div class="section-head"><h2 id="${id}-title">${title}</h2>${note ? markup`<p>${note}</p>` : undefined}</div>
<div class="section-body">${body}</div>
</section>
`
}
