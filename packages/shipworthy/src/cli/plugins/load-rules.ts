import { checkPlugin } from '../../audit/plugins/check-plugin.ts'
import type { Plugin } from '../../audit/plugins/plugin.ts'
import { toRule } from '../../audit/plugins/plugin-rule.ts'
import { RULES } from '../../audit/rules/registry.generated.ts'
import type { Rule } from '../../audit/rules/rule.ts'
import { ShipworthyError } from '../../errors.ts'
import { importPlugin } from './import-plugin.ts'

/**
 * The built-in rules, and those of the plugins that the command line names. Nothing else loads a plugin: what lies in an
 * audited folder cannot.
 */
export async function loadRules(plugins: readonly string[] = []): Promise<readonly Rule[]> {
  const loaded: { named: string; plugin: Plugin }[] = []
  for (const named of plugins) loaded.push({ named, plugin: await loadPlugin(named) })
  const rules = loaded.flatMap(({ named, plugin }) => plugin.rules.map((rule) => ({ named, rule: toRule(rule) })))
  refuseDoubles(rules)
  return [...RULES, ...rules.map(({ rule }) => rule)]
}

async function loadPlugin(named: string): Promise<Plugin> {
  const exported = await importPlugin(named)
  const reason = checkPlugin(exported)
  if (reason) throw ShipworthyError.of('SW_ERR_PLUGIN_INVALID', { plugin: named, reason })
  return exported['plugin'] as Plugin
}

function refuseDoubles(rules: readonly { named: string; rule: Rule }[]): void {
  const owners = new Map<string, string>()
  for (const { named, rule } of rules) {
    const first = owners.get(rule.id)
    if (first !== undefined)
      throw ShipworthyError.of('SW_ERR_PLUGIN_DUPLICATE_RULE', { rule: rule.id, first, second: named })
    owners.set(rule.id, named)
  }
}
