import { worstStatus, type Status } from '../../model/status.ts'
import type { AlertBook, Trouble } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'

/** How long something may be open that nobody watches any more. */
const ORPHAN_MS = 300_000

/** Forgets monitors that are gone, and closes what is over. */
export function settleTroubles(book: AlertBook, context: AlertContext): void {
  const { at, me, isAlive } = context
  for (const instance of Object.keys(book.instances))
    if (instance !== me && !isAlive(instance)) delete book.instances[instance]
  for (const trouble of Object.values(book.troubles)) {
    judge(trouble, book, context)
    trouble.opens = [...withinWindow(trouble.opens.slice(0, -1), context), ...trouble.opens.slice(-1)]
    const overAt = believedAt(trouble, context)
    if (overAt !== undefined && overAt <= at) close(trouble, book, context)
  }
  for (const [check, opens] of Object.entries(book.flaps)) {
    const recent = withinWindow(opens, context)
    if (recent.length > 0) book.flaps[check] = recent
    else delete book.flaps[check]
  }
}

/** When its end is believed; undefined while it goes on. */
export function believedAt(trouble: Trouble, { policy }: Pick<AlertContext, 'policy'>): number | undefined {
  const { healthySince, opens } = trouble
  if (healthySince === undefined) return undefined
  if (isFlapping(trouble, policy.flapping.after)) return healthySince + policy.flapping.quietMs
  const { holdMs } = policy.flapping
  // An end after so short a time may be none.
  return healthySince + (healthySince - (opens.at(-1) ?? 0) < 2 * holdMs ? holdMs : 0)
}

export function isFlapping({ opens }: Pick<Trouble, 'opens'>, after: number): boolean {
  return opens.length >= after
}

function judge(trouble: Trouble, book: AlertBook, { at, me, watches }: AlertContext): void {
  for (const instance of Object.keys(trouble.reports))
    if (instance !== me && book.instances[instance] === undefined) delete trouble.reports[instance]
  const seen: Status[] = Object.values(trouble.reports)
  const status = worstStatus(seen)
  if (status !== 'healthy') {
    delete trouble.healthySince
    delete trouble.orphanSince
    return
  }
  if (seen.length > 0) {
    // Who wrote it before a restart may have had another clock.
    trouble.healthySince = Math.min(trouble.healthySince ?? at, at)
    return
  }
  // Another monitor may be about to start, so that it is not over at once.
  trouble.orphanSince ??= at
  if (at - trouble.orphanSince >= ORPHAN_MS && !watches(trouble.check)) trouble.healthySince ??= at
}

function close(trouble: Trouble, book: AlertBook, { wall }: AlertContext): void {
  const { check, incident, labels, opens, group } = trouble
  delete book.troubles[check]
  book.flaps[check] = opens
  const told = group === undefined ? undefined : book.groups[group]
  if (!told) return
  told.closed[check] = { labels, incident: { ...incident, status: 'healthy', resolvedAt: incident.resolvedAt ?? wall } }
}

function withinWindow(opens: readonly number[], { at, policy }: AlertContext): number[] {
  return opens.filter((open) => open > at - policy.flapping.withinMs)
}
