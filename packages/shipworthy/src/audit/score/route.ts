import type { Effort, RuleResult } from '../model/outcome.ts'
import type { Grade, Route, RouteStep, RuleInfo } from '../model/report.ts'
import { gradeOf, scoreOf } from './score.ts'

const HOURS: Record<Effort, number> = { S: 1, M: 4, L: 16 }
const NEXT: Record<Grade, { grade: Grade; score: number } | undefined> = {
  POOR: { grade: 'FAIR', score: 60 },
  FAIR: { grade: 'GOOD', score: 80 },
  GOOD: { grade: 'EXCELLENT', score: 90 },
  EXCELLENT: undefined,
}

/**
 * The least work that leads to the next grade: open criticals first, since they cap the score, then what brings most points
 * for its effort. No route is given when coverage keeps the grade out of reach.
 */
export function cheapestRoute(results: readonly RuleResult[], rules: Record<string, RuleInfo>): Route | undefined {
  const target = NEXT[scoreOf(results).grade]
  if (!target) return undefined
  const failing = results.filter(({ outcome }) => outcome === 'fail')
  const criticals = failing.filter(({ severity }) => severity === 'critical')
  const others = failing
    .filter(({ severity }) => severity !== 'critical')
    .toSorted((a, b) => worth(b, rules) - worth(a, rules))
  const steps: RouteStep[] = []
  let current = [...results]
  for (const result of [...criticals, ...others]) {
    if (scoreOf(current).value >= target.score) break
    current = current.map((other) => (other.rule === result.rule ? { ...other, outcome: 'pass', findings: [] } : other))
    steps.push({ rule: result.rule, title: result.title, effort: effortOf(result, rules), points: result.points })
  }
  const score = scoreOf(current).value
  return score >= target.score ? { grade: gradeOf(score), score, steps } : undefined
}

function effortOf({ rule }: RuleResult, rules: Record<string, RuleInfo>): Effort {
  return rules[rule]?.remedies[0]?.effort ?? 'M'
}

function worth(result: RuleResult, rules: Record<string, RuleInfo>): number {
  return result.points / HOURS[effortOf(result, rules)]
}
