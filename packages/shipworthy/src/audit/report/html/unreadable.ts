import type { Digest } from '../digest-report.ts'
import { formatPlace, plural } from '../format.ts'
import { markup, prose, type Markup } from './markup.ts'
import { section } from './section.ts'

/** Files that could not be read; what they may hold is unknown. */
export function unreadable({ report }: Digest): Markup | undefined {
  const files = report.unreadable
  if (files.length === 0) return undefined
  return section('unreadable', {
    title: 'Not read',
    note: `${plural(files.length, 'file')}. Rules that would need one of them stay unknown.`,
    body: markup`<ul class="unreadable">${files.map(
      (file) => markup`<li><code class="place">${formatPlace(file)}</code> <span>${prose(file.reason)}</span></li>`,
    )}</ul>`,
  })
}
