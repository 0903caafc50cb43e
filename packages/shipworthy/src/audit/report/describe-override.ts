import type { RuleResult } from '../model/outcome.ts'

/** `The source alone let expect a failure: no route is made for probes` */
export function describeOverride({ outcome, text }: NonNullable<RuleResult['overrides']>): string {
  return `The source alone let expect a ${outcome === 'fail' ? 'failure' : 'pass'}: ${text}`
}
