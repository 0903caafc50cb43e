import type { AlertBook } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { groupTroubles } from './group-troubles.ts'
import { firstInLine, takeOver } from './delivery-queue.ts'
import { believedAt, settleTroubles } from './settle-troubles.ts'
import { tellEnds, tellGroups } from './tell-groups.ts'

/** Does what is due at this moment. A second step at the same moment changes nothing. */
export function step(book: AlertBook, context: AlertContext): void {
  const { wall } = context
  settleTroubles(book, context)
  tellEnds(book, context)
  groupTroubles(book, context)
  tellGroups(book, context)
  takeOver(book, context)
  book.silences = book.silences.filter(({ to }) => to > wall)
}

/** When the next step is due, on the steady clock; Infinity if nothing waits. Silences, maintenance and leases are not looked at. */
export function nextStepAt(book: AlertBook, context: AlertContext): number {
  const { at, me, policy } = context
  const times: number[] = []
  for (const trouble of Object.values(book.troubles)) {
    if (trouble.group === undefined) times.push(trouble.holdUntil)
    times.push(believedAt(trouble, context) ?? Infinity)
  }
  for (const { dueAt, remindAt, firedAtSteady, toldAt, acknowledged } of Object.values(book.groups)) {
    times.push(dueAt, (toldAt ?? Infinity) + policy.groupIntervalMs)
    if (acknowledged || firedAtSteady === undefined) continue
    times.push(remindAt ?? Infinity, ...policy.escalation.map(({ afterMs }) => firedAtSteady + afterMs))
  }
  const later = times.filter((time) => time > at)
  for (const { owner, nextAt } of firstInLine(book)) if (owner === me) later.push(nextAt)
  return Math.min(Infinity, ...later)
}
