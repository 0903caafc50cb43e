import type { Report } from '../../audit/model/report.ts'
import { notApplicable, type Rule } from '../../audit/rules/rule.ts'
import type { Config } from '../../config/config-schema.ts'

const SWITCHED_OFF = 'switched off in '

/** The rules, those that the configuration switches off replaced by one that only says so: they stay in the report. */
export function switchOffRules(rules: readonly Rule[], settings: Config['rules'], file: string): Rule[] {
  return rules.map((rule) => {
    const setting = settings?.[rule.id]
    if (!setting || setting.enabled) return rule
    // Without needs: a file that cannot be read must not turn the verdict into `unknown`.
    const { live: _, ...rest } = rule
    return { ...rest, needs: [], evaluate: () => notApplicable(`${SWITCHED_OFF}${file}: ${setting.reason}`) }
  })
}

/** What a report says was switched off. */
export function switchedOffIn({ results }: Report): { rule: string; reason: string }[] {
  return results
    .filter(({ outcome, reason }) => outcome === 'not-applicable' && reason?.startsWith(SWITCHED_OFF))
    .map(({ rule, reason = '' }) => ({ rule, reason }))
}
