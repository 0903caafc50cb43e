import { describe, expect, it } from 'vitest'
import { memoryReader } from '../gather/project/memory-reader.ts'
import type { RuleResult } from '../model/outcome.ts'
import type { Example, Rule } from '../rules/rule.ts'
import { runAudit } from '../run-audit.ts'

/** Runs one rule on files in memory. */
export function auditWith(rule: Rule, files: Record<string, string>): RuleResult {
  return runAudit(memoryReader(files), { rules: [rule] }).results[0]!
}

/** Turns the examples of a rule into its tests, and checks that the rule says all that a reader needs. */
export function describeRule(rule: unknown): void {
  const tested = rule as Rule
  describe(tested.id, () => {
    for (const example of tested.examples)
      it(`${example.outcome}: ${example.name}`, () => checkExample(tested, example))
    it('shows an example of each outcome it can have', () => {
      const outcomes = new Set(tested.examples.map(({ outcome }) => outcome))
      expect([...outcomes].toSorted()).toEqual(['fail', 'not-applicable', 'pass', 'unknown'])
    })
  })
}

function checkExample(rule: Rule, { outcome, files, says, line, severity }: Example): void {
  const result = auditWith(rule, files)
  const seen = { outcome: result.outcome, text: textOf(result) }
  expect(seen.outcome, seen.text).toBe(outcome)
  if (says) expect(seen.text).toContain(says)
  if (line !== undefined) expect((result.findings[0] ?? result.evidence[0])?.line).toBe(line)
  if (severity) expect(result.findings[0]?.severity).toBe(severity)
  if (outcome === 'fail') expect(result.findings.every(({ evidence }) => evidence.length > 0)).toBe(true)
  if (outcome === 'pass') expect(result.evidence.length).toBeGreaterThan(0)
}

function textOf({ reason, findings, evidence }: RuleResult): string {
  return [
    reason,
    ...findings.map(({ message }) => message),
    ...findings.flatMap((f) => f.evidence.map(({ note }) => note)),
    ...evidence.map(({ note, snippet }) => note ?? snippet),
  ]
    .filter(Boolean)
    .join(' | ')
}
