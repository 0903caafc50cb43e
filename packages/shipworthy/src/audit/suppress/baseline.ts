import type { RuleResult } from '../model/outcome.ts'

/** A finding that was accepted, by its identity; the rest is for whoever reads the file. */
export interface BaselineEntry {
  fingerprint: string
  rule: string
  file?: string
  message: string
}

/** Findings that were there when somebody drew a line: the gates look at what came after. */
export interface Baseline {
  version: 1
  findings: BaselineEntry[]
}

/** What an audit found, as a baseline; always in the same order. */
export function baselineOf(results: readonly RuleResult[]): Baseline {
  const entries = results.flatMap(({ rule, findings }) =>
    findings.map(({ fingerprint, file, message }) => ({ fingerprint, rule, ...(file && { file }), message })),
  )
  return { version: 1, findings: sortEntries(entries) }
}

/** By rule, file and identity: never by line, which moves. */
export function sortEntries(entries: readonly BaselineEntry[]): BaselineEntry[] {
  return entries.toSorted(byIdentity)
}

function byIdentity(a: BaselineEntry, b: BaselineEntry): number {
  return compare(a.rule, b.rule) || compare(a.file ?? '', b.file ?? '') || compare(a.fingerprint, b.fingerprint)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
