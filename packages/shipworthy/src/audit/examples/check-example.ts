import type { RuleResult } from '../model/outcome.ts'
import type { Example, Rule } from '../rules/rule.ts'
import { runAudit } from '../run-audit.ts'
import { exampleReader } from './example-reader.ts'

/** Runs one rule on files in memory, and on what a running system answered. */
export function auditWith(rule: Rule, example: Pick<Example, 'files' | 'live'>): RuleResult {
  return runAudit(exampleReader(example), { rules: [rule] }).results[0]!
}

/** Runs a rule on one of its examples, and throws when it says otherwise than the example promises. */
export function checkExample(rule: Rule, example: Example): void {
  const result = auditWith(rule, example)
  const problem = differenceOf(example, result)
  if (problem) throw new Error(`${rule.id}, example "${example.name}": ${problem}; it says: ${textOf(result)}`)
}

function differenceOf({ outcome, says, line, severity }: Example, result: RuleResult): string | undefined {
  const [finding] = result.findings
  const place = (finding ?? result.evidence[0])?.line
  if (result.outcome !== outcome) return `expected ${outcome}, got ${result.outcome}`
  if (says !== undefined && !textOf(result).includes(says)) return `expected it to say "${says}"`
  if (line !== undefined && place !== line) return `expected line ${line}, got ${place ?? 'none'}`
  if (severity && finding?.severity !== severity) return `expected ${severity}, got ${finding?.severity ?? 'none'}`
  const isBare = result.findings.some(({ evidence }) => evidence.length === 0)
  return isBare || (outcome === 'pass' && result.evidence.length === 0) ? 'every verdict needs evidence' : undefined
}

function textOf({ reason, findings, evidence }: RuleResult): string {
  return [
    reason,
    ...findings.map(({ message }) => message),
    ...findings.flatMap((finding) => finding.evidence.map(({ note }) => note)),
    ...evidence.flatMap(({ note, snippet }) => [note, snippet]),
  ]
    .filter(Boolean)
    .join(' | ')
}
