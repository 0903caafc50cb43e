import type { Acknowledgement } from '../../model/alert.ts'
import type { AlertBook, AlertGroup, Silence } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { describeGroup } from './describe-group.ts'
import { membersOf } from './group-troubles.ts'
import { enqueue } from './queue.ts'

/** Somebody looks after it: no reminders and no escalation until it is over. Returns whether there is such an alert. */
export function acknowledge(
  book: AlertBook,
  id: string,
  how: Omit<Acknowledgement, 'at'>,
  context: AlertContext,
): boolean {
  const group = findGroup(book, id)
  if (!group) return false
  if (group.acknowledged) return true
  group.acknowledged = { at: context.wall, ...how }
  for (const [notifier, told] of Object.entries(group.told)) {
    if (!context.acknowledging.includes(notifier)) continue
    const open = new Set(membersOf(book, group.key).map(({ check }) => check))
    const checks = told.checks.filter((check) => open.has(check))
    enqueue(book, notifier, describeGroup(group, 'acknowledged', checks, book, context), told, context)
  }
  return true
}

/** By id or fingerprint. */
function findGroup({ groups }: AlertBook, id: string): AlertGroup | undefined {
  return Object.values(groups).find((group) => group.id === id || group.key === id)
}

export function addSilence(book: AlertBook, silence: Silence): void {
  if (!book.silences.some(({ id }) => id === silence.id)) book.silences.push(silence)
}

/** Returns whether there was one. */
export function endSilence(book: AlertBook, id: string): boolean {
  const before = book.silences.length
  book.silences = book.silences.filter((silence) => silence.id !== id)
  return book.silences.length < before
}

/** Notes that this monitor is alive and holds something here, or that it holds nothing any more. */
export function beat(book: AlertBook, { me }: AlertContext, isDue: boolean): void {
  const holds =
    Object.values(book.troubles).some(({ reports }) => reports[me] !== undefined) ||
    book.queue.some(({ owner }) => owner === me)
  if (!holds) delete book.instances[me]
  else if (isDue || book.instances[me] === undefined) book.instances[me] = (book.instances[me] ?? 0) + 1
}
