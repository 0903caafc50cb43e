import { groupBy } from '../program/group-by.ts'
import { lastName, packageOfName } from '../program/names.ts'
import type { CallEvent } from './call-event.ts'

/** Ways to find calls by name. A large program has ten times as many calls as names, so each name is tested once. */
export interface EventIndex {
  /** Calls whose canonical name ends with this member: `query` finds `pg.Pool().query` and `?.query`. */
  named: (member: string) => readonly CallEvent[]
  /** Calls of a package, by its name: `pg` finds `pg.Pool` and `pg.Pool().query`. */
  ofPackage: (name: string) => readonly CallEvent[]
  /** Calls whose canonical name matches, in the order they were met. */
  matching: (pattern: RegExp) => readonly CallEvent[]
}

export function createEventIndex(events: readonly CallEvent[]): EventIndex {
  const found = new Map<string, readonly CallEvent[]>()
  let byName: Map<string, CallEvent[]> | undefined
  let byMember: Map<string, CallEvent[]> | undefined
  let byPackage: Map<string, CallEvent[]> | undefined

  function find(pattern: RegExp): CallEvent[] {
    byName ??= groupBy(events, ({ name }) => name)
    const groups = [...byName].filter(([name]) => pattern.test(name)).map(([, group]) => group)
    return groups.flat().toSorted((a, b) => a.order - b.order)
  }

  return {
    named: (member) => (byMember ??= groupBy(events, ({ name }) => lastName(name))).get(member) ?? [],
    ofPackage: (name) => (byPackage ??= groupBy(events, ({ name: called }) => packageOfName(called))).get(name) ?? [],
    matching: (pattern) => {
      const known = found.get(pattern.source)
      if (known) return known
      const matches = find(pattern)
      found.set(pattern.source, matches)
      return matches
    },
  }
}
