import { describe, expect, it } from 'vitest'
import { checkExample } from '../examples/check-example.ts'
import type { Rule } from '../rules/rule.ts'

/** Turns the examples of a rule into its tests, and checks that the rule says all that a reader needs. */
export function describeRule(rule: unknown): void {
  const tested = rule as Rule
  describe(tested.id, () => {
    for (const example of tested.examples)
      it(`${example.outcome}: ${example.name}`, () => checkExample(tested, example))
    it('shows an example of each outcome it can have', () => {
      const outcomes = new Set(tested.examples.map(({ outcome }) => outcome))
      expect([...outcomes].toSorted()).toEqual(['fail', 'not-applicable', 'pass', 'unknown'])
    })
  })
}
