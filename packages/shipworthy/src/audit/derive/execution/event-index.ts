import { groupBy } from '../program/group-by.ts'
import { lastName, packageOfName } from '../program/names.ts'
import type { CallEvent } from './call-event.ts'

/**
 * Ways to find calls by name, each in the order they were met. A large program has ten times as many calls as names, so
 * each name is tested once.
 */
export interface EventIndex {
  /** Calls whose canonical name ends with this member: `query` finds `pg.Pool().query` and `?.query`. */
  named: (member: string) => readonly CallEvent[]
  /** Every member that a canonical name ends with. */
  members: () => Iterable<string>
  /** Calls of a package, by its name: `pg` finds `pg.Pool` and `pg.Pool().query`. */
  ofPackage: (name: string) => readonly CallEvent[]
  /** Calls of the packages whose name matches. */
  ofPackages: (pattern: RegExp) => readonly CallEvent[]
  /** Calls whose canonical name matches. */
  matching: (pattern: RegExp) => readonly CallEvent[]
}

export function createEventIndex(events: readonly CallEvent[]): EventIndex {
  const found = new Map<string, readonly CallEvent[]>()
  let byName: Map<string, CallEvent[]> | undefined
  let byMember: Map<string, string[]> | undefined
  let byPackage: Map<string, string[]> | undefined
  const named = (): Map<string, CallEvent[]> => (byName ??= groupBy(events, ({ name }) => name))
  const members = (): Map<string, string[]> => (byMember ??= groupBy(named().keys(), lastName))
  const packages = (): Map<string, string[]> => (byPackage ??= groupBy(named().keys(), packageOfName))

  function once(key: string, namesOf: () => readonly string[]): readonly CallEvent[] {
    const known = found.get(key)
    if (known) return known
    const calls = namesOf().flatMap((name) => named().get(name)!)
    calls.sort((a, b) => a.order - b.order)
    found.set(key, calls)
    return calls
  }

  return {
    named: (member) => once(`.${member}`, () => members().get(member) ?? []),
    members: () => members().keys(),
    ofPackage: (name) => once(`from ${name}`, () => packages().get(name) ?? []),
    ofPackages: (pattern) =>
      once(`from ${pattern}`, () =>
        [...packages()].filter(([name]) => pattern.test(name)).flatMap(([, names]) => names),
      ),
    matching: (pattern) => once(`${pattern}`, () => [...named().keys()].filter((name) => pattern.test(name))),
  }
}
