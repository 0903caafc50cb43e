import { markup, type Markup } from './markup.ts'

/** Links to the parts of the page that are there. */
export function contents(parts: readonly { id: string; title: string; count?: number }[]): Markup {
  return markup`<nav class="contents" aria-label="Contents"><ul>${parts.map(
    ({ id, title, count }) =>
      markup`<li><a href="#${id}">${title}${count === undefined ? undefined : markup` <span>${count}</span>`}</a></li>`,
  )}</ul></nav>
`
}
