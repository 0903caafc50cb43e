import { basename } from 'node:path'
import type { Rule } from '../../audit/rules/rule.ts'
import type { AuditOptions } from '../../audit/run-audit.ts'
import type { ConfiguredSuppression } from '../../audit/suppress/configured-suppression.ts'
import { createIgnoreMatcher } from '../../config/ignore-matcher.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import type { CheckFlags } from './check-flags.ts'
import { switchOffRules } from './switch-off-rules.ts'

/** What decides what is found, from the command line and the configuration: the same for every command that audits. */
export function auditSettings(
  { inlineIgnores, today }: Pick<CheckFlags, 'inlineIgnores' | 'today'>,
  loaded: LoadedConfig,
  rules: readonly Rule[],
): Pick<AuditOptions, 'rules' | 'isIgnored' | 'suppressions' | 'inlineSuppressions' | 'today'> {
  const { config, path = '' } = loaded
  return {
    rules: switchOffRules(rules, config.rules, basename(path)),
    ...(config.ignore && { isIgnored: createIgnoreMatcher(config.ignore) }),
    suppressions: suppressionsOf(loaded),
    ...(inlineIgnores === false && { inlineSuppressions: false }),
    ...(today !== undefined && { today }),
  }
}

function suppressionsOf({ config, path = '', suppressionLines }: LoadedConfig): ConfiguredSuppression[] {
  return (config.suppressions ?? []).map(({ rule, reason, until, owner, paths }, index) => {
    const line = suppressionLines[index]
    return {
      rule,
      reason,
      ...(until !== undefined && { until }),
      ...(owner !== undefined && { owner }),
      ...(paths && { covers: createScope(paths) }),
      file: basename(path),
      ...(line !== undefined && { line }),
    }
  })
}

/** Files above the audited folder are outside of every scope: the globs are relative to it. */
function createScope(paths: readonly string[]): (file: string) => boolean {
  const matches = createIgnoreMatcher(paths)
  return (file) => !file.startsWith('../') && matches(file)
}
