import type { Acknowledgement } from '../../model/alert.ts'
import type { AlertBook, AlertGroup } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { enqueue } from './delivery-queue.ts'
import { describeGroup } from './describe-group.ts'

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
    const checks = told.checks.filter((check) => book.troubles[check]?.group === group.key)
    enqueue(book, notifier, describeGroup(group, 'acknowledged', checks, book, context), told, context)
  }
  return true
}

/** By id or fingerprint. */
function findGroup({ groups }: AlertBook, id: string): AlertGroup | undefined {
  return Object.values(groups).find((group) => group.id === id || group.key === id)
}
