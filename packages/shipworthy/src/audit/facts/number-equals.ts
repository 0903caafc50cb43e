import { fingerprint } from './fingerprint.ts'

interface Placed {
  fingerprint: string
  line?: number
  column?: number
}

/**
 * Gives what has one identity, such as two equal lines of a function, one each: the first by place keeps its own, the
 * others get one by their number.
 */
export function numberEquals<Item extends Placed>(items: readonly Item[]): Item[] {
  const counts = new Map<string, number>()
  const own = new Map<Item, string>()
  for (const item of items.toSorted(byPlace)) {
    const count = (counts.get(item.fingerprint) ?? 0) + 1
    counts.set(item.fingerprint, count)
    own.set(item, count === 1 ? item.fingerprint : fingerprint([item.fingerprint, String(count)]))
  }
  return items.map((item) => ({ ...item, fingerprint: own.get(item)! }))
}

function byPlace(a: Placed, b: Placed): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
