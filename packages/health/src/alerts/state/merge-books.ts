import type { AlertBook, AlertGroup, Trouble } from './alert-book.ts'

type Keyed<T> = Readonly<Record<string, T>>

/**
 * One book of two that went apart while a store could not be reached: what either has taken out of what both had (`base`) is
 * gone, what either has added is kept. So that nothing is told twice that either has told.
 */
export function mergeBooks(base: AlertBook, theirs: AlertBook, mine: AlertBook): AlertBook {
  const isDone = new Set([...theirs.finished, ...mine.finished].map(({ id }) => id))
  const queue = merge(byId(base.queue), byId(theirs.queue), byId(mine.queue), (_, own) => own)
  return {
    format: 1,
    instances: { ...theirs.instances },
    troubles: merge(base.troubles, theirs.troubles, mine.troubles, mergeTroubles),
    flaps: { ...theirs.flaps, ...mine.flaps },
    groups: merge(base.groups, theirs.groups, mine.groups, (their, own, from) => mergeGroups(from, their, own)),
    silences: Object.values(merge(byId(base.silences), byId(theirs.silences), byId(mine.silences), (_, own) => own)),
    queue: Object.values(queue).filter(({ id }) => !isDone.has(id)),
    finished: Object.values({ ...byId(theirs.finished), ...byId(mine.finished) }),
    sequence: Math.max(theirs.sequence, mine.sequence),
  }
}

function mergeTroubles(theirs: Trouble, mine: Trouble): Trouble {
  const group = mine.group ?? theirs.group
  return { ...theirs, ...mine, reports: { ...theirs.reports, ...mine.reports }, ...(group !== undefined && { group }) }
}

function mergeGroups(base: AlertGroup | undefined, theirs: AlertGroup, mine: AlertGroup): AlertGroup {
  const acknowledged = mine.acknowledged ?? theirs.acknowledged
  return {
    ...mine,
    ...theirs,
    closed: { ...theirs.closed, ...mine.closed },
    told: merge(base?.told ?? {}, theirs.told, mine.told, (their, own) => ({
      checks: [...new Set([...their.checks, ...own.checks])],
      rank: Math.max(their.rank, own.rank),
      ...((their.isFlapping || own.isFlapping) && { isFlapping: true }),
      ...((their.got || own.got) && { got: true }),
    })),
    reminders: Math.max(theirs.reminders, mine.reminders),
    escalated: [...new Set([...theirs.escalated, ...mine.escalated])],
    ...(acknowledged && { acknowledged }),
  }
}

function merge<T>(
  base: Keyed<T>,
  theirs: Keyed<T>,
  mine: Keyed<T>,
  both: (their: T, own: T, from: T | undefined) => T,
): Record<string, T> {
  const merged: Record<string, T> = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const their = theirs[key]
    const own = mine[key]
    if (their !== undefined && own !== undefined) merged[key] = both(their, own, base[key])
    else if (base[key] === undefined) merged[key] = (their ?? own)!
  }
  return merged
}

function byId<T extends { id: string }>(list: readonly T[]): Record<string, T> {
  return Object.fromEntries(list.map((one) => [one.id, one]))
}
