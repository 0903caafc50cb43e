import type { Category } from './categories.ts'
import type { LiveSummary } from './live.ts'
import type { Effort, RuleResult, Severity } from './outcome.ts'
import type { Suppression } from './suppression.ts'

export type Grade = 'EXCELLENT' | 'GOOD' | 'FAIR' | 'POOR'

export interface CategoryScore {
  category: Category
  title: string
  weight: number
  /** 0–100, or `null` when no rule of the category applies or could be verified. */
  score: number | null
  verified: number
  applicable: number
  /** Rules of this category that exist in this version. */
  rules: number
}

export interface Cap {
  limit: number
  reason: string
}

export interface Score {
  /** After caps, rounded down. */
  value: number
  grade: Grade
  /** Before caps. */
  raw: number
  /** Verified share of the applicable weight, 0–1. */
  coverage: number
  /** The score if every unknown failed, and if every unknown passed. */
  range: [number, number]
  caps: Cap[]
  categories: CategoryScore[]
}

export interface RouteStep {
  rule: string
  title: string
  effort: Effort
  points: number
}

/** The least work that leads to the next grade. */
export interface Route {
  grade: Grade
  score: number
  steps: RouteStep[]
}

export interface Gate {
  name: string
  passed: boolean
  detail: string
}

/** One line of what the service was found to be. */
export interface ProfileEntry {
  label: string
  values: {
    text: string
    file?: string
    line?: number
    state: 'on' | 'off' | 'unknown'
    /** Why it is not in force, or not certain. */
    reason?: string
  }[]
}

export interface Remedy {
  for: string
  effort: Effort
  text: string
  code?: string
}

/** What a reader needs to know of a rule to act on its findings. */
export interface RuleInfo {
  id: string
  /** Number in the catalogue; a rule of a plugin has none. */
  catalogue?: string
  title: string
  category: Category
  severity: Severity
  why: string
  remedies: Remedy[]
  references: { title: string; url: string }[]
  /** Its page in the documentation; a rule of a plugin has none. */
  docs?: string
}

/** How an audit compares with its baseline. */
export interface BaselineSummary {
  /** Findings it knows. */
  known: number
  /** Findings it does not know; they alone matter to the gates. */
  new: number
  /** Entries that nothing was found for any more. */
  gone: number
}

/** The result of an audit; every format is made from this. */
export interface Report {
  version: 1
  tool: { name: 'shipworthy'; version: string; ruleset: string }
  target: { name: string; files: number; sources: number; lines: number }
  /** What of the running system was examined, and everything that was sent to it; left out when none was asked for. */
  live?: LiveSummary
  /** ISO 8601. */
  date: string
  durationMs: number
  profile: ProfileEntry[]
  score: Score
  gates: Gate[]
  route?: Route
  /** Categories of the fourteen that this run could not answer, with the reason. */
  unanswered: { category: Category; reason: string }[]
  results: RuleResult[]
  rules: Record<string, RuleInfo>
  /** Decisions to live with a finding, and what became of them. */
  suppressions: Suppression[]
  /** How the findings compare with those that were accepted earlier, when there is a baseline. */
  baseline?: BaselineSummary
  /** Files that could not be read or parsed. */
  unreadable: { file: string; line?: number; reason: string }[]
}
