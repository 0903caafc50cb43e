import { suggestName } from '../../closest-name.ts'
import { CATEGORIES } from '../model/categories.ts'
import { checkPluginRule } from './check-plugin-rule.ts'
import { API_VERSION, type Plugin } from './plugin.ts'

/** Namespaces that built-in rules have: the categories, and logging, which scores in monitoring. */
const TAKEN = [...Object.keys(CATEGORIES), 'logging']

/** What is wrong with what a module exports as `plugin`; `undefined` when it can be used. */
export function checkPlugin(exported: Readonly<Record<string, unknown>>): string | undefined {
  const { plugin } = exported
  if (plugin === undefined)
    return `it exports no "plugin"${suggestName('plugin', Object.keys(exported)) || exportsOf(exported)}`
  if (typeof plugin !== 'object' || plugin === null) return 'its export "plugin" is not what definePlugin makes'
  const { apiVersion, name, rules } = plugin as Partial<Record<keyof Plugin, unknown>>
  if (apiVersion !== API_VERSION)
    return `it is written for version ${String(apiVersion)} of plugins, and this shipworthy runs version ${API_VERSION}`
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return `its name ${JSON.stringify(name)} must be lower case, such as "acme"`
  if (TAKEN.includes(name)) return `its name "${name}" belongs to built-in rules; call it after your team`
  if (!Array.isArray(rules) || rules.length === 0) return 'it has no rules'
  for (const [index, rule] of rules.entries()) {
    const problem = checkPluginRule(rule, name)
    if (problem) return `${nameOf(rule, index)}: ${problem}`
  }
  return undefined
}

function exportsOf(exported: object): string {
  const names = Object.keys(exported)
  return names.length === 0 ? '; it exports nothing' : `, only ${names.map((name) => `"${name}"`).join(', ')}`
}

function nameOf(rule: unknown, index: number): string {
  const { id } = (rule ?? {}) as { id?: unknown }
  return typeof id === 'string' ? `rule ${id}` : `rule ${index + 1}`
}
