import type { RuleResult } from '../model/outcome.ts'
import type { CategoryScore, Report } from '../model/report.ts'

/** Why a category has no score; `undefined` when it has one. */
export function categoryNote(category: CategoryScore, { results, unanswered }: Report): string | undefined {
  if (category.score !== null) return undefined
  if (category.rules === 0) return 'no rule for it in this version'
  const members = results.filter((result) => result.category === category.category)
  if (category.applicable === 0) return mostFrequent(members) ?? 'no rule of it applies'
  return unanswered.find((entry) => entry.category === category.category)?.reason ?? 'nothing could be verified'
}

/** Categories that no rule of this version looks at. */
export function unansweredCategories({ score }: Report): CategoryScore[] {
  return score.categories.filter(({ rules }) => rules === 0)
}

export function answeredCategories({ score }: Report): CategoryScore[] {
  return score.categories.filter(({ rules }) => rules > 0)
}

function mostFrequent(results: readonly RuleResult[]): string | undefined {
  const counts = new Map<string, number>()
  const asked = results.filter(({ unasked }) => !unasked)
  for (const { reason } of asked.length > 0 ? asked : results)
    if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}
