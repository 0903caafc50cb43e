import type { ExaminedTarget, SentLine } from '../../model/live.ts'
import type { Digest } from '../digest-report.ts'
import { countRequests } from '../count-requests.ts'
import { plural } from '../format.ts'
import { markup, prose, type Markup } from './markup.ts'
import { section } from './section.ts'

/** What of the running system was examined, and everything that was sent to it. */
export function examined({ report: { live } }: Digest): Markup | undefined {
  if (!live) return undefined
  return section('examined', {
    title: 'Examined',
    note: live.active
      ? 'The running system; probes that change counters and logs were allowed.'
      : 'The running system, with passive probes only.',
    body: markup`<ul class="unreadable">${live.targets.map(targetItem)}</ul>
<details class="sent"><summary>${plural(countRequests(live.sent), 'request')} sent, in order</summary><ol>${live.sent.map(sentItem)}</ol></details>`,
  })
}

function targetItem({ part, name, state, reason = '' }: ExaminedTarget): Markup {
  const said = state === 'silent' ? markup` <b>gave nothing:</b> <span>${prose(reason)}</span>` : undefined
  return markup`<li><b>${part}</b> <code class="place">${name}</code>${said}</li>`
}

function sentItem({ part, text, answer, atMs }: SentLine): Markup {
  return markup`<li><span class="note">${(atMs / 1000).toFixed(2)} s ${part}</span> <code>${text}</code> <span class="note">→ ${answer}</span></li>`
}
