import { worstStatus } from '../../model/status.ts'
import type { AlertBook, AlertGroup, Trouble } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { isMuted } from './maintenance.ts'

/** Longest time that something waits for its explanation. */
export const MAX_HOLD_MS = 60_000

/** Puts what may be told into groups, and takes out again what turns out to be explained or muted before it was told. */
export function groupTroubles(book: AlertBook, context: AlertContext): void {
  for (const trouble of Object.values(book.troubles)) {
    trouble.isMuted = isMuted(trouble, book, context)
    const group = trouble.group === undefined ? undefined : book.groups[trouble.group]
    if (group && isTold(group, trouble.check)) continue
    follow(trouble, book, context)
    if (!isTellable(trouble, context)) delete trouble.group
    else if (!group) join(trouble, book, context)
  }
  const members = membersByGroup(book)
  for (const { key, told } of Object.values(book.groups))
    if (Object.keys(told).length === 0 && !members.has(key)) delete book.groups[key]
}

/** Open troubles by the key of their group. */
export function membersByGroup({ troubles }: AlertBook): Map<string, Trouble[]> {
  const members = new Map<string, Trouble[]>()
  for (const trouble of Object.values(troubles)) {
    if (trouble.group === undefined) continue
    const known = members.get(trouble.group)
    if (known) known.push(trouble)
    else members.set(trouble.group, [trouble])
  }
  return members
}

export function isTold({ told }: AlertGroup, check: string): boolean {
  return Object.values(told).some(({ checks }) => checks.includes(check))
}

/** Explained while a check that it depends on is unhealthy; after that it gets the time to recover, too. */
function follow(trouble: Trouble, { troubles }: AlertBook, { at }: AlertContext): void {
  const isExplained = trouble.ancestors.some((name) => {
    const ancestor = troubles[name]
    return ancestor !== undefined && ancestor.healthySince === undefined
  })
  if (trouble.isExplained && !isExplained) trouble.holdUntil = at + trouble.settleMs
  trouble.isExplained = isExplained
  // Written before a restart, by a clock that was ahead.
  if (trouble.holdUntil > at + trouble.settleMs + MAX_HOLD_MS) trouble.holdUntil = at
}

function isTellable({ isExplained, isMuted, healthySince, holdUntil }: Trouble, { at }: AlertContext): boolean {
  return !isExplained && !isMuted && healthySince === undefined && holdUntil <= at
}

function join(trouble: Trouble, book: AlertBook, context: AlertContext): void {
  const { at, policy } = context
  const key = keyOf(trouble, context)
  const group = (book.groups[key] ??= {
    id: trouble.incident.id,
    key,
    dueAt: at + policy.groupWaitMs,
    closed: {},
    told: {},
    reminders: 0,
    escalated: [],
  })
  trouble.group = key
  // The first of several that join a group which has been told of.
  if (group.firedAt !== undefined && group.dueAt <= at) group.dueAt = at + policy.groupWaitMs
}

/** `orders/postgres`, or `orders/kind=readiness,team=data`. */
function keyOf(trouble: Trouble, { service, policy }: AlertContext): string {
  const { check, kind, labels, incident } = trouble
  if (policy.groupBy.includes('check')) return `${service.name}/${check}`
  const values: Record<string, string> = { ...labels, kind, severity: worstStatus([incident.status]) }
  return `${service.name}/${policy.groupBy.map((name) => `${name}=${values[name] ?? ''}`).join(',')}`
}
