import { CATEGORIES, categoryOf } from '../../audit/model/categories.ts'
import type { Rule } from '../../audit/rules/rule.ts'

/** What is told of a rule as data. */
export function ruleRecord(rule: Rule) {
  const { id, catalogue, title, severity, confidence, why, remedies, references, falsePositives, examples } = rule
  const category = categoryOf(id)
  return {
    id,
    catalogue,
    title,
    category,
    categoryTitle: CATEGORIES[category].title,
    severity,
    confidence,
    why,
    remedies,
    falsePositives,
    references,
    examples: examples.map(({ name, outcome }) => ({ name, outcome })),
    docs: `docs/rules/${id}.md`,
  }
}
