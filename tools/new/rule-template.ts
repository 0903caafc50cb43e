import type { RuleName } from './rule-name.ts'

/** A rule that compiles, and whose test fails until it judges. */
export function ruleTemplate({ category, slug }: RuleName): string {
  return `import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, unknown } from '../rule.ts'

export default defineRule({
  id: '${category}/${slug}',
  catalogue: 'TODO',
  title: 'TODO: the failing state, as in "No SIGTERM handling"',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service'],
  tokens: { packages: [], words: [] },
  why: 'TODO: what goes wrong in production, and for whom.',
  remedies: [{ for: 'any', effort: 'S', text: 'TODO: what to do.', code: '' }],
  references: [{ title: 'TODO', url: 'https://example.com/' }],
  falsePositives: ['TODO: what looks like the fault and is none; show it in an example that passes.'],
  examples: [
    {
      name: 'TODO: in order',
      outcome: 'pass',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\\n" }),
    },
    {
      name: 'TODO: the fault',
      outcome: 'fail',
      line: 1,
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\\n" }),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: { 'package.json': '{"name":"left-pad","main":"index.js"}', 'index.js': 'module.exports = (text) => text\\n' },
    },
    {
      name: 'TODO: what cannot be known from the files',
      outcome: 'unknown',
      says: 'TODO',
      files: project('express@5', { 'server.js': "require('express')().listen(require('our-platform').port)\\n" }),
    },
  ],
  evaluate({ service }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    // Answer with pass, fail, notApplicable or unknown from ../rule.ts; make evidence with callAt, settingAt or absence
    // from ../../derive/evidence.ts.
    return unknown('this rule is not written yet: fill in evaluate() and the examples of ${slug}.ts')
  },
})
`
}

/** The test beside it: the examples are the test. */
export function ruleTestTemplate({ slug }: RuleName): string {
  return `import { describeRule } from '../../testing/describe-rule.ts'
import rule from './${slug}.ts'

describeRule(rule)
`
}
