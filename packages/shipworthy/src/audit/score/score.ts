import { CATEGORIES, SEED_CATEGORIES, type Category } from '../model/categories.ts'
import type { RuleResult } from '../model/outcome.ts'
import type { Cap, CategoryScore, Grade, Score } from '../model/report.ts'
import { ruleQuality, ruleWeight } from './weights.ts'

/**
 * The score of a set of results.
 *
 * Within a category: Σ weight × quality ÷ Σ weight over the verified rules. Across categories: by their shares; a category
 * without a verified rule takes no part. Unknown results lower the coverage and widen the range, never the score itself.
 */
export function scoreOf(results: readonly RuleResult[], { sourceless = false }: ScoreOptions = {}): Score {
  const raw = average(results, (result) => (isVerified(result) ? ruleQuality(result) : undefined))
  const pessimistic = averageWith(results, 0)
  const optimistic = averageWith(results, 1)
  const coverage = Math.round(coverageOf(results) * 1000) / 1000
  const caps = [...capsFor(results, coverage), ...(sourceless ? [SOURCELESS_CAP] : [])]
  const value = Math.floor(Math.min(raw, ...caps.map(({ limit }) => limit)))
  return {
    value,
    grade: gradeOf(value),
    raw: round(raw),
    coverage,
    range: [
      Math.floor(Math.min(pessimistic, worstCap(results))),
      Math.ceil(Math.min(optimistic, criticalCap(results))),
    ],
    caps,
    categories: (Object.keys(CATEGORIES) as Category[]).map((category) => categoryScore(category, results)),
  }
}

export interface ScoreOptions {
  /** Nothing but the running system was examined. */
  sourceless?: boolean
}

/** What is behind the answers may be anything. */
const SOURCELESS_CAP: Cap = { limit: 89, reason: 'only the running system was examined, not its source' }

export function gradeOf(score: number): Grade {
  return score >= 90 ? 'EXCELLENT' : score >= 80 ? 'GOOD' : score >= 60 ? 'FAIR' : 'POOR'
}

export function isVerified({ outcome }: RuleResult): boolean {
  return outcome === 'pass' || outcome === 'fail'
}

/** It applies, and what it says is not known. */
export function isOpen({ outcome }: RuleResult): boolean {
  return outcome === 'unknown' || outcome === 'error'
}

/** The score if everything that is not known, categories without a rule included, had this quality. */
function averageWith(results: readonly RuleResult[], openQuality: 0 | 1): number {
  const known = average(results, (result) =>
    isOpen(result) ? openQuality : isVerified(result) ? ruleQuality(result) : undefined,
  )
  const shares = [...byCategory(results)]
    .filter(([, members]) => members.some((result) => isVerified(result) || isOpen(result)))
    .reduce((sum, [category]) => sum + CATEGORIES[category].weight, 0)
  const unanswered = unansweredShare(results)
  const all = shares + unanswered
  return all === 0 ? 0 : steady((known * shares + 100 * openQuality * unanswered) / all)
}

/** The share of the fourteen categories that no rule of this run is about: nothing of them was verified. */
function unansweredShare(results: readonly RuleResult[]): number {
  const answered = byCategory(results)
  return SEED_CATEGORIES.filter((category) => !answered.has(category)).reduce(
    (sum, category) => sum + CATEGORIES[category].weight,
    0,
  )
}

/** 0–100 before caps, with the quality that `qualityOf` gives; `undefined` leaves a rule out. */
export function average(results: readonly RuleResult[], qualityOf: (result: RuleResult) => number | undefined): number {
  let sum = 0
  let weights = 0
  for (const [category, members] of byCategory(results)) {
    let earned = 0
    let possible = 0
    for (const result of members) {
      const quality = qualityOf(result)
      if (quality === undefined) continue
      const weight = ruleWeight(result)
      earned += weight * quality
      possible += weight
    }
    if (possible === 0) continue
    const share = CATEGORIES[category].weight
    sum += share * (earned / possible)
    weights += share
  }
  return weights === 0 ? 0 : steady((100 * sum) / weights)
}

/**
 * Verified share of what applies, each category counted by its share of the score. A category that no rule is about
 * yet may well apply, and counts as unverified.
 */
function coverageOf(results: readonly RuleResult[]): number {
  let verified = 0
  let applicable = unansweredShare(results)
  for (const [category, members] of byCategory(results)) {
    const weightOf = (keep: (result: RuleResult) => boolean): number =>
      members.filter(keep).reduce((sum, result) => sum + ruleWeight(result), 0)
    const all = weightOf((result) => isVerified(result) || isOpen(result))
    if (all === 0) continue
    const share = CATEGORIES[category].weight
    applicable += share
    verified += (share * weightOf(isVerified)) / all
  }
  return applicable === 0 ? 0 : steady(verified / applicable)
}

export const CRITICAL_CAP = 59

/** What an open critical limits even the best case to. */
function criticalCap(results: readonly RuleResult[]): number {
  return results.some(({ outcome, severity }) => outcome === 'fail' && severity === 'critical') ? CRITICAL_CAP : 100
}

/** In the worst case a critical rule whose outcome is not known has failed. */
function worstCap(results: readonly RuleResult[]): number {
  return results.some((result) => isOpen(result) && result.severity === 'critical')
    ? CRITICAL_CAP
    : criticalCap(results)
}

function capsFor(results: readonly RuleResult[], coverage: number): Cap[] {
  const caps: Cap[] = []
  const criticals = results.filter(({ outcome, severity }) => outcome === 'fail' && severity === 'critical').length
  if (criticals > 0)
    caps.push({
      limit: CRITICAL_CAP,
      reason: criticals === 1 ? '1 critical finding is open' : `${criticals} critical rules fail`,
    })
  const percent = Math.floor(Math.round(coverage * 1000) / 10)
  if (coverage < 0.5) caps.push({ limit: 79, reason: `only ${percent} % could be verified (below 50 %)` })
  else if (coverage < 0.8) caps.push({ limit: 89, reason: `only ${percent} % could be verified (below 80 %)` })
  return caps
}

function categoryScore(category: Category, results: readonly RuleResult[]): CategoryScore {
  const members = results.filter((result) => result.category === category)
  const { title, weight } = CATEGORIES[category]
  const verified = members.filter(isVerified)
  const applicable = members.filter((result) => isVerified(result) || isOpen(result))
  const score =
    verified.length === 0
      ? null
      : round(average(members, (result) => (isVerified(result) ? ruleQuality(result) : undefined)))
  return {
    category,
    title,
    weight,
    score,
    verified: verified.length,
    applicable: applicable.length,
    rules: members.length,
  }
}

function byCategory(results: readonly RuleResult[]): Map<Category, RuleResult[]> {
  const groups = new Map<Category, RuleResult[]>()
  for (const result of results) {
    const { category } = result
    groups.set(category, [...(groups.get(category) ?? []), result])
  }
  return groups
}

/** Without what the order of an addition leaves behind, which would tip a score that is rounded down. */
function steady(value: number): number {
  return Math.round(value * 1e9) / 1e9
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
