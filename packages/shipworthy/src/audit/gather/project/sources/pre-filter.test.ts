import { describe, expect, it } from 'vitest'
import { createViews } from '../../../derive/views.ts'
import { buildReport } from '../../../build-report.ts'
import type { TokenFilter } from '../../../facts/tokens.ts'
import { gatherProject } from '../gather-project.ts'
import { memoryReader } from '../memory-reader.ts'
import { RULES } from '../../../rules/registry.generated.ts'
import type { Example, Rule } from '../../../rules/rule.ts'
import { runRules } from '../../../rules/run-rules.ts'
import { tokenFilter } from '../../../run-audit.ts'

const EVERYTHING: TokenFilter = { matches: () => true }

function auditWith(filter: TokenFilter, rules: readonly Rule[], files: Record<string, string>) {
  const facts = gatherProject(memoryReader(files), { filter })
  const views = createViews(facts)
  const results = runRules(rules, views, facts)
  const { score, profile, unanswered } = buildReport({
    rules,
    results,
    suppressions: [],
    views,
    facts,
    options: {},
    durationMs: 0,
  })
  return { results, score, profile, unanswered }
}

/** What a rule needs to see it has to declare: parsing more must not change what it says. */
describe('the pre-filter of sources hides nothing that matters', () => {
  for (const rule of RULES)
    it(`to ${rule.id}`, () => {
      for (const { name, files = {} } of rule.examples)
        expect(auditWith(tokenFilter([rule]), [rule], files), name).toEqual(auditWith(EVERYTHING, [rule], files))
      const [{ files = {} }] = rule.examples as [Example]
      expect(auditWith(tokenFilter(RULES), RULES, files)).toEqual(auditWith(EVERYTHING, RULES, files))
    })
})
