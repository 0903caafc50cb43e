import { CATEGORIES } from '../../audit/model/categories.ts'
import { categoryOfRule, type Rule } from '../../audit/rules/rule.ts'

/** What is told of a rule as data. */
export function ruleRecord(rule: Rule) {
  const { id, catalogue, title, severity, confidence, why, remedies, references, falsePositives, examples } = rule
  const category = categoryOfRule(rule)
  return {
    id,
    ...(catalogue !== undefined && { catalogue }),
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
    ...(catalogue !== undefined && { docs: `docs/rules/${id}.md` }),
  }
}
