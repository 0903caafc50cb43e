import { describe, expect, it } from 'vitest'
import type { Report } from '../../model/report.ts'
import { RULES } from '../../rules/registry.generated.ts'
import { runAudit } from '../../run-audit.ts'
import { exampleReader } from '../../examples/example-reader.ts'
import { loadFacts } from './load-facts.ts'
import { recordReader } from './record-reader.ts'
import { saveFacts } from './save-facts.ts'

/** All but when and how fast it ran. */
function lasting({ date: _date, durationMs: _durationMs, ...report }: Report): object {
  return report
}

describe('an audit of saved facts', () => {
  for (const rule of RULES)
    it(`says the same of the examples of ${rule.id}`, () => {
      for (const [index, example] of rule.examples.entries()) {
        const options = index === 0 ? {} : { rules: [rule] }
        const recording = recordReader(exampleReader(example))
        const original = runAudit(recording, options)
        const replayed = runAudit(loadFacts(saveFacts(recording, 'shipworthy'), 'facts.json'), options)
        expect(lasting(replayed), example.name).toEqual(lasting(original))
      }
    })
})
