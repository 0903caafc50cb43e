/**
 * What plugins are made of: rules of your own, under a name of their own. Stable for `apiVersion: 1`.
 *
 * @example
 * import { absence, definePlugin, defineRule, fail, pass, settingAt } from 'shipworthy/plugin'
 *
 * export const plugin = definePlugin({ name: 'acme', rules: [noReadme] })
 *
 * @packageDocumentation
 */
export { API_VERSION, definePlugin, type Plugin } from './audit/plugins/plugin.ts'
export { defineRule, type PluginRule } from './audit/plugins/plugin-rule.ts'
export {
  fail,
  notApplicable,
  pass,
  unknown,
  type Example,
  type FindingDraft,
  type Remedy,
  type Verdict,
} from './audit/rules/rule.ts'
export { unlessService, unlessWeb } from './audit/rules/applicability.ts'
export { project } from './audit/rules/example-kit.ts'
export { absence, callAt, codeAt, settingAt, siteAt } from './audit/derive/evidence.ts'
export { describeRule, testRule, type TestRunner } from './audit/examples/describe-rule.ts'

export type { ViewName, Views } from './audit/derive/views.ts'
export type { Category } from './audit/model/categories.ts'
export type { Confidence, Effort, Evidence, Severity } from './audit/model/outcome.ts'
