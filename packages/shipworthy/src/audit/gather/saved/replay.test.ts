import { describe, expect, it } from 'vitest'
import type { Report } from '../../model/report.ts'
import { RULES } from '../../rules/registry.generated.ts'
import { runAudit } from '../../run-audit.ts'
import { memoryReader } from '../project/memory-reader.ts'
import { loadFacts } from './load-facts.ts'
import { recordReader } from './record-reader.ts'
import { saveFacts } from './save-facts.ts'

/** What must be the same in both audits: all but the texts that masks stand in. */
function verdictOf({ score, profile, results, unreadable, target, gates }: Report): unknown {
  return {
    score,
    gates,
    unreadable,
    target,
    profile: profile.map(({ label, values }) => ({
      label,
      values: values.map(({ state, file, line }) => ({ state, file, line })),
    })),
    results: results.map(({ rule, outcome, severity, reason, points, passed, findings, evidence }) => ({
      rule,
      outcome,
      severity,
      reason,
      points,
      passed,
      findings: findings.map(({ message, line, column, file, severity: own }) => ({
        message,
        file,
        line,
        column,
        own,
      })),
      evidence: evidence.map(({ kind, file, line, column, note }) => ({ kind, file, line, column, note })),
    })),
  }
}

describe('an audit of saved facts', () => {
  for (const { id, examples } of RULES)
    it(`says the same of the examples of ${id}`, () => {
      for (const { name, files } of examples) {
        const recording = recordReader(memoryReader(files))
        const original = runAudit(recording)
        const replayed = runAudit(loadFacts(saveFacts(recording, 'shipworthy'), 'facts.json'))
        expect(verdictOf(replayed), name).toEqual(verdictOf(original))
      }
    })
})
