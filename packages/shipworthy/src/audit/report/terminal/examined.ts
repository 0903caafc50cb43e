import type { ExaminedTarget } from '../../model/live.ts'
import { countRequests } from '../count-requests.ts'
import { plural } from '../format.ts'
import { line, span, type Line } from './line.ts'
import { heading, type Section } from './section.ts'
import { padEnd, visibleWidth } from './width.ts'

/** What of the running system was examined. Nothing is said when none was asked for. */
export const examined: Section = ({ report: { live } }) => {
  if (!live) return []
  const width = Math.max(...live.targets.map(({ part }) => visibleWidth(part)))
  const sent = (part: string): number => countRequests(live.sent.filter((request) => request.part === part))
  return [
    heading('Examined', live.active ? 'active probes were allowed' : 'passive probes only'),
    ...live.targets.map((target) => targetLine(target, sent(target.part), width)),
  ]
}

function targetLine({ part, name, state, reason }: ExaminedTarget, sent: number, width: number): Line {
  const said =
    state === 'silent' ? span(` gave nothing: ${reason}`, 'yellow') : span(` ${plural(sent, 'request')}`, 'grey')
  return line('  ', padEnd(part, width), '  ', name, said)
}
