import type { Rule } from '../../audit/rules/rule.ts'
import { suggestName } from '../../closest-name.ts'
import { ShipworthyError } from '../../errors.ts'

/** The rule of an id, of a number of the catalogue, or of a slug that only one rule has. */
export function findRule(name: string, rules: readonly Rule[]): Rule {
  const wanted = name.toLowerCase()
  const bySlug = rules.filter(({ id }) => id.endsWith(`/${wanted}`))
  const found =
    rules.find(({ id, catalogue }) => id === wanted || catalogue?.toLowerCase() === wanted) ??
    (bySlug.length === 1 ? bySlug[0] : undefined)
  if (found) return found
  throw ShipworthyError.of('SW_ERR_UNKNOWN_RULE', { rule: `"${name}"`, suggestion: suggestionFor(wanted, rules) })
}

function suggestionFor(name: string, rules: readonly Rule[]): string {
  const ids = rules.map(({ id }) => id)
  const whole = suggestName(name, ids)
  if (whole) return whole
  const slug = name.slice(name.lastIndexOf('/') + 1)
  const nearest = ids.find((id) => suggestName(slug, [id.slice(id.indexOf('/') + 1)]))
  return nearest === undefined ? '' : `: did you mean "${nearest}"?`
}
