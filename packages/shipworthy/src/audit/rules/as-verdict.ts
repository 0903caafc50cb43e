import type { Verdict } from './rule.ts'

/** A rule of a plugin may answer anything; what is no verdict is an error of the rule, like a throw. */
export function asVerdict(verdict: Verdict): Verdict {
  if (isVerdict(verdict)) return verdict
  throw new TypeError('evaluate() must return what pass, fail, notApplicable or unknown make, and not a promise of it')
}

function isVerdict(verdict: Verdict | undefined): boolean {
  switch (verdict?.outcome) {
    case 'fail':
      return verdict.findings.length > 0 && verdict.findings.every(({ evidence }) => Array.isArray(evidence))
    case 'pass':
      return Array.isArray(verdict.evidence)
    case 'unknown':
      return verdict.reason !== '' && Array.isArray(verdict.evidence)
    case 'not-applicable':
      return verdict.reason !== ''
    default:
      return false
  }
}
