import type { RuleResult } from '../model/outcome.ts'
import { baselineOf, sortEntries, type Baseline, type BaselineEntry } from './baseline.ts'

export interface BaselineUpdate {
  baseline: Baseline
  /** Entries that nothing was found for any more. */
  removed: BaselineEntry[]
  /** Findings that are new, and stay so unless they were accepted. */
  added: BaselineEntry[]
}

/**
 * The baseline after an audit. It may only shrink: what is cured leaves it, what is new stays out, unless it is accepted.
 * What a rule could not judge this time (because its plugin was not given, for one), or what is suppressed, is not cured
 * and stays.
 */
export function shrinkBaseline(
  old: Baseline,
  results: readonly RuleResult[],
  { acceptNew = false }: { acceptNew?: boolean } = {},
): BaselineUpdate {
  const found = baselineOf(results).findings
  const present = new Set(found.map(({ fingerprint }) => fingerprint))
  const known = new Set(old.findings.map(({ fingerprint }) => fingerprint))
  const open = new Set(results.flatMap(({ rule, outcome }) => (/^(unknown|error)$/.test(outcome) ? rule : [])))
  const ran = new Set(results.map(({ rule }) => rule))
  const suppressed = new Set(results.flatMap((result) => (result.suppressed ?? []).map((one) => one.fingerprint)))
  const stays = ({ fingerprint, rule }: BaselineEntry): boolean =>
    present.has(fingerprint) || suppressed.has(fingerprint) || open.has(rule) || !ran.has(rule)
  const added = found.filter(({ fingerprint }) => !known.has(fingerprint))
  const kept = old.findings.filter(stays)
  return {
    baseline: { version: 1, findings: acceptNew ? sortEntries([...kept, ...added]) : sortEntries(kept) },
    removed: old.findings.filter((entry) => !stays(entry)),
    added,
  }
}
