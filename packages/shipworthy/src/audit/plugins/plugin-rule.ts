import type { ViewName } from '../derive/views.ts'
import type { Category } from '../model/categories.ts'
import type { Example, Rule } from '../rules/rule.ts'

/** A rule of a plugin: a rule that names its category, and may leave out what only built-in rules must have. */
export interface PluginRule<Needs extends ViewName = ViewName> extends Omit<
  Rule<Needs>,
  'catalogue' | 'category' | 'references' | 'falsePositives' | 'examples'
> {
  /** `<name of the plugin>/<slug>`; the slug names the failing state. */
  id: `${string}/${string}`
  /** The category it scores in, with the weight of its severity. */
  category: Category
  references?: Rule['references']
  falsePositives?: Rule['falsePositives']
  /** Small projects and what the rule must say of them; `describeRule` turns them into tests. */
  examples?: readonly Example[]
}

/**
 * Declares a rule of a plugin.
 *
 * @example
 * export const noReadme = defineRule({
 *   id: 'acme/no-readme',
 *   category: 'ci',
 *   needs: ['files'],
 *   …
 *   evaluate: ({ files }) =>
 *     files.paths.includes('README.md')
 *       ? pass(settingAt('README.md', 1))
 *       : fail([{ message: 'there is no README.md', evidence: [absence('no README.md')] }]),
 * })
 */
export function defineRule<const Needs extends ViewName>(rule: PluginRule<Needs>): PluginRule<Needs> {
  return rule
}

/** The rule as the audit runs it. */
export function toRule(rule: PluginRule): Rule {
  return { references: [], falsePositives: [], examples: [], ...rule }
}
