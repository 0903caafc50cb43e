import { expect, it } from 'vitest'
import { checkRulePaths } from './check-rule-paths.ts'
import { violationsOf } from './violations-of.ts'

const FOLDER = 'packages/shipworthy/src/audit/rules'
const RULE = "export default defineRule({ id: 'health/missing', title: 'x' })"

it('a rule at its place with its test is in order', () => {
  const files = {
    [`${FOLDER}/health/missing.ts`]: RULE,
    [`${FOLDER}/health/missing.test.ts`]: '',
    [`${FOLDER}/rule.ts`]: '',
  }
  expect(violationsOf(checkRulePaths, files)).toEqual([])
})

it.each([
  ['health/absent', RULE, 'declares health/missing, but its path says health/absent'],
  ['health/missing', 'export default 1', 'declares no rule'],
  ['health/missing', `${RULE}\nexport const helper = 1`, 'must export the rule and only that'],
  ['health/missing', RULE.replace('export default', 'export const rule ='), 'must export the rule and only that'],
])('%s with %j is found', (id, text, message) => {
  const files = { [`${FOLDER}/${id}.ts`]: text, [`${FOLDER}/${id}.test.ts`]: '' }
  expect(violationsOf(checkRulePaths, files)).toEqual([expect.stringContaining(message)])
})

it('a rule without a test is found', () => {
  expect(violationsOf(checkRulePaths, { [`${FOLDER}/health/missing.ts`]: RULE })).toEqual([
    expect.stringContaining('has no test beside it'),
  ])
})
