import type { Effort, RuleResult } from '../model/outcome.ts'
import type { Grade, Route, RouteStep, RuleInfo } from '../model/report.ts'
import { cureResult } from './cure.ts'
import { gradeOf, scoreOf, type ScoreOptions } from './score.ts'

const HOURS: Record<Effort, number> = { S: 1, M: 4, L: 16 }
const NEXT: Record<Grade, { grade: Grade; score: number } | undefined> = {
  POOR: { grade: 'FAIR', score: 60 },
  FAIR: { grade: 'GOOD', score: 80 },
  GOOD: { grade: 'EXCELLENT', score: 90 },
  EXCELLENT: undefined,
}

/**
 * The least work that leads to the next grade: open criticals first, since they cap the score, then what brings most points
 * for its effort; at the end, whatever turned out not to be needed is left out again. No route is given when coverage keeps
 * the grade out of reach.
 */
export function cheapestRoute(
  results: readonly RuleResult[],
  rules: Record<string, RuleInfo>,
  options: ScoreOptions = {},
): Route | undefined {
  const target = NEXT[scoreOf(results, options).grade]
  if (!target) return undefined
  const scoreAfter = (cured: readonly RuleResult[]): number =>
    scoreOf(
      results.map((result) => (cured.includes(result) ? cureResult(result, rules) : result)),
      options,
    ).value
  const chosen: RuleResult[] = []
  for (const result of inOrder(results, rules)) {
    if (scoreAfter(chosen) >= target.score) break
    chosen.push(result)
  }
  if (scoreAfter(chosen) < target.score) return undefined
  const needed = withoutSpare(chosen, rules, (rest) => scoreAfter(rest) >= target.score)
  const score = scoreAfter(needed)
  return { grade: gradeOf(score), score, steps: needed.map((result) => stepOf(result, rules)) }
}

/** Criticals, then the others by what they are worth. */
function inOrder(results: readonly RuleResult[], rules: Record<string, RuleInfo>): RuleResult[] {
  const failing = results.filter(({ outcome }) => outcome === 'fail')
  return [
    ...failing.filter(({ severity }) => severity === 'critical'),
    ...failing
      .filter(({ severity }) => severity !== 'critical')
      .toSorted((a, b) => worth(b, rules) - worth(a, rules) || compareIds(a, b)),
  ]
}

function compareIds(a: RuleResult, b: RuleResult): number {
  return a.rule < b.rule ? -1 : 1
}

/** Without the steps that the later ones made needless, the most laborious first. */
function withoutSpare(
  chosen: readonly RuleResult[],
  rules: Record<string, RuleInfo>,
  suffices: (rest: readonly RuleResult[]) => boolean,
): RuleResult[] {
  let needed = [...chosen]
  for (const step of chosen.toSorted((a, b) => HOURS[effortOf(b, rules)] - HOURS[effortOf(a, rules)])) {
    const rest = needed.filter((other) => other !== step)
    if (suffices(rest)) needed = rest
  }
  return needed
}

function stepOf(result: RuleResult, rules: Record<string, RuleInfo>): RouteStep {
  return { rule: result.rule, title: result.title, effort: effortOf(result, rules), points: result.points }
}

function effortOf({ rule }: RuleResult, rules: Record<string, RuleInfo>): Effort {
  return rules[rule]?.remedies[0]?.effort ?? 'M'
}

function worth(result: RuleResult, rules: Record<string, RuleInfo>): number {
  return result.points / HOURS[effortOf(result, rules)]
}
