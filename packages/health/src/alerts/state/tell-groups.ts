import type { AlertReason } from '../../model/alert.ts'
import { rankOf } from '../../model/status.ts'
import type { AlertBook, AlertGroup, Told, Trouble } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { describeGroup } from './describe-group.ts'
import { membersByGroup } from './group-troubles.ts'
import { matches } from './matches.ts'
import { enqueue } from './delivery-queue.ts'
import { isFlapping } from './settle-troubles.ts'

/** Says what has to be said about what is over; nothing but that is said of it. */
export function tellEnds(book: AlertBook, context: AlertContext): void {
  const members = membersByGroup(book)
  for (const group of Object.values(book.groups)) {
    const open = new Set(members.get(group.key)?.map(({ check }) => check))
    for (const [notifier, told] of Object.entries(group.told)) {
      if (told.checks.some((check) => open.has(check))) continue
      say('resolved', notifier, told, group, book, context)
      delete group.told[notifier]
    }
    if (Object.keys(group.told).length === 0 && open.size === 0) delete book.groups[group.key]
  }
}

/** Says what has to be said about what goes on. */
export function tellGroups(book: AlertBook, context: AlertContext): void {
  const members = membersByGroup(book)
  for (const group of Object.values(book.groups)) {
    const all = members.get(group.key) ?? []
    const open = all.filter(({ healthySince, isMuted }) => healthySince === undefined && !isMuted)
    if (open.length === 0) continue
    if (group.dueAt <= context.at) fire(group, context)
    for (const [notifier, troubles] of routed(open, context)) tell(notifier, troubles, group, book, context)
    if (group.acknowledged || group.firedAtSteady === undefined) continue
    escalate(open, group, book, context)
    remind(group, book, context)
  }
}

/** Whom each trouble is told to. */
export function routed(troubles: readonly Trouble[], context: AlertContext): Map<string, Trouble[]> {
  const found = new Map<string, Trouble[]>()
  for (const trouble of troubles)
    for (const notifier of notifiersOf(trouble, context)) found.set(notifier, [...(found.get(notifier) ?? []), trouble])
  return found
}

function notifiersOf(trouble: Trouble, { policy, always, notifiers }: AlertContext): Set<string> {
  if (policy.routes.length === 0) return new Set([...always, ...notifiers])
  const found = new Set(always)
  for (const { match, notify, isFinal } of policy.routes) {
    if (!matches(match, trouble)) continue
    for (const notifier of notify) found.add(notifier)
    if (isFinal) break
  }
  return found
}

function tell(notifier: string, troubles: Trouble[], group: AlertGroup, book: AlertBook, context: AlertContext): void {
  const { at, policy } = context
  const told = group.told[notifier]
  const isDue = group.dueAt <= at
  if (!told) {
    if (isDue) begin('fired', notifier, troubles, group, book, context)
    return
  }
  const joined = isDue && lastSaid(group, context) ? troubles.filter(({ check }) => !told.checks.includes(check)) : []
  const known = troubles.filter(({ check }) => told.checks.includes(check))
  const rank = rankOfAll([...known, ...joined])
  const isFlap = !told.isFlapping && known.some((trouble) => isFlapping(trouble, policy.flapping.after))
  const reason: AlertReason | undefined =
    joined.length > 0 ? 'joined' : rank > told.rank ? 'worse' : isFlap ? 'flapping' : undefined
  if (!reason) return
  told.checks.push(...joined.map(({ check }) => check))
  told.rank = Math.max(told.rank, rank)
  if (isFlap) told.isFlapping = true
  say(reason, notifier, told, group, book, context)
}

/** Whether a group may be told of further checks: not more often than once in `groupInterval`. */
function lastSaid({ told, toldAt }: AlertGroup, { at, policy }: AlertContext): boolean {
  return (
    Object.keys(told).length === 0 || toldAt === undefined || toldAt === at || toldAt + policy.groupIntervalMs <= at
  )
}

/** It counts from now on, whether or not anybody is to be told. */
function fire(group: AlertGroup, { at, wall, policy }: AlertContext): void {
  if (group.firedAtSteady !== undefined) return
  group.firedAt = wall
  group.firedAtSteady = at
  if (policy.reminders) group.remindAt = at + policy.reminders.firstMs
}

function begin(
  reason: 'fired' | 'escalated',
  notifier: string,
  troubles: readonly Trouble[],
  group: AlertGroup,
  book: AlertBook,
  context: AlertContext,
): void {
  const { policy } = context
  const isFlap = troubles.some((trouble) => isFlapping(trouble, policy.flapping.after))
  const told: Told = { checks: troubles.map(({ check }) => check), rank: rankOfAll(troubles) }
  if (isFlap) told.isFlapping = true
  group.told[notifier] = told
  say(reason, notifier, told, group, book, context)
}

function escalate(open: Trouble[], group: AlertGroup, book: AlertBook, context: AlertContext): void {
  context.policy.escalation.forEach(({ match, afterMs, notify }, step) => {
    if (group.escalated.includes(step) || context.at < group.firedAtSteady! + afterMs) return
    const troubles = open.filter((trouble) => matches(match, trouble))
    if (troubles.length === 0) return
    group.escalated.push(step)
    for (const notifier of notify) {
      const told = group.told[notifier]
      if (told) say('escalated', notifier, told, group, book, context)
      else begin('escalated', notifier, troubles, group, book, context)
    }
  })
}

/** With growing gaps, and never behind something that the notifier has not got yet. */
function remind(group: AlertGroup, book: AlertBook, context: AlertContext): void {
  const { at, policy } = context
  if (!policy.reminders || group.remindAt === undefined || at < group.remindAt) return
  const { firstMs, factor, maxMs } = policy.reminders
  group.reminders++
  group.remindAt = at + Math.min(firstMs * factor ** group.reminders, maxMs)
  for (const [notifier, told] of Object.entries(group.told)) {
    const isWaiting = book.queue.some((waiting) => waiting.notifier === notifier && waiting.alert.id === group.id)
    const goesOn = told.checks.some((check) => {
      const trouble = book.troubles[check]
      return trouble?.group === group.key && !trouble.isMuted && trouble.healthySince === undefined
    })
    if (!isWaiting && goesOn) say('reminder', notifier, told, group, book, context)
  }
}

function say(
  reason: AlertReason,
  notifier: string,
  told: Told,
  group: AlertGroup,
  book: AlertBook,
  context: AlertContext,
): void {
  group.toldAt = context.at
  const open = told.checks.filter((check) => book.troubles[check]?.group === group.key)
  const checks = reason === 'resolved' ? told.checks : open
  enqueue(book, notifier, describeGroup(group, reason, checks, book, context), told, context)
}

function rankOfAll(troubles: readonly Trouble[]): number {
  return Math.max(0, ...troubles.map(({ incident }) => rankOf(incident.status)))
}
