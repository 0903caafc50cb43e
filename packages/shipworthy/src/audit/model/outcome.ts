import type { Category } from './categories.ts'
import type { Suppression } from './suppression.ts'

export type Severity = 'critical' | 'warning' | 'info'

/**
 * How sure a verdict is. `proven`: seen live, or a contradiction between files that leaves no doubt. `structural`: from
 * syntax trees and parsed settings, in their context. `heuristic`: a good guess; it counts half and is never critical.
 */
export type Confidence = 'proven' | 'structural' | 'heuristic'

/** What a rule says of a project. `unknown` and `error` never count as passed. */
export type Outcome = 'pass' | 'fail' | 'not-applicable' | 'unknown' | 'error'

export type Effort = 'S' | 'M' | 'L'

/**
 * What a verdict rests on: a line, a parsed setting, what was looked through without finding anything, or what a running
 * system answered.
 */
export interface Evidence {
  kind: 'code' | 'setting' | 'absence' | 'probe'
  file?: string
  line?: number
  column?: number
  /** The function it stands in. */
  symbol?: string
  /** The line as written, or what was sent and what came back: shortened, secrets redacted. */
  snippet?: string
  /** What it shows, in a few words. */
  note?: string
}

/** One concrete defect at a place. */
export interface Finding {
  message: string
  severity: Severity
  /** Gain of the score, in points of 100, if this one were cured. */
  points: number
  file?: string
  line?: number
  column?: number
  evidence: Evidence[]
  /** Identity that survives moved lines: rule, file, enclosing symbol and normalised snippet. */
  fingerprint: string
  /** The baseline knows it: it scores, and no gate looks at it. */
  baselined?: true
}

/** A finding that is listed and counts for nothing, with the decision behind it. */
export interface SuppressedFinding extends Finding {
  suppression: Pick<Suppression, 'reason' | 'until' | 'owner' | 'file' | 'line'>
}

export interface RuleResult {
  rule: string
  title: string
  category: Category
  severity: Severity
  confidence: Confidence
  outcome: Outcome
  /** Why it does not apply, is unknown, or failed to run. */
  reason?: string
  /** It was not asked at all, for want of what it looks at: no source was given, or no running system. */
  unasked?: 'source' | 'system'
  /** Gain of the score if everything this rule found were cured. */
  points: number
  findings: Finding[]
  /** What shows that it passed. */
  evidence: Evidence[]
  /** Places that were in order, beside the findings. */
  passed: number
  /** What the source alone let expect, where the running system showed otherwise. */
  overrides?: { outcome: Outcome; text: string }
  /** Findings that somebody decided to live with; they count for nothing. */
  suppressed?: SuppressedFinding[]
}
