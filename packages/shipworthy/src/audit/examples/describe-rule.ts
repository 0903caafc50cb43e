import { toRule, type PluginRule } from '../plugins/plugin-rule.ts'
import { checkExample } from './check-example.ts'

/** The two functions that every test runner has: `node:test`, Vitest, Jest, Mocha. */
export interface TestRunner {
  describe: (name: string, run: () => void) => unknown
  it: (name: string, run: () => void) => unknown
}

/**
 * Turns the examples of a rule into its tests, in any test runner.
 *
 * @example
 * import { describe, it } from 'node:test'
 *
 * describeRule(noReadme, { describe, it })
 */
export function describeRule(rule: PluginRule, { describe, it }: TestRunner): void {
  const tested = toRule(rule)
  describe(tested.id, () => {
    for (const example of tested.examples)
      it(`${example.outcome}: ${example.name}`, () => checkExample(tested, example))
    it('has an example that passes and one that fails', () => {
      const outcomes = new Set(tested.examples.map(({ outcome }) => outcome))
      const missing = (['pass', 'fail'] as const).filter((outcome) => !outcomes.has(outcome))
      if (missing.length > 0) throw new Error(`${tested.id} has no example for: ${missing.join(', ')}`)
    })
  })
}

/**
 * Runs all examples of a rule and returns what is wrong, one line for each; nothing when all hold.
 *
 * @example
 * assert.deepEqual(testRule(noReadme), [])
 */
export function testRule(rule: PluginRule): string[] {
  const tested = toRule(rule)
  return tested.examples.flatMap((example) => {
    try {
      checkExample(tested, example)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
}
