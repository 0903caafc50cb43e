import type { Evidence } from '../model/outcome.ts'
import { unknown, type Verdict } from './rule.ts'

/**
 * What only matters where strangers come by, seen over a local address. Services show this machine and their own network
 * more than others, and what stands in front of them may let nobody through.
 */
export function seenFromHere(what: string, evidence: readonly Evidence[]): Verdict {
  return unknown(`${what}, but it was asked over a local address: whether strangers see it is not known`, evidence)
}
