/** Uses the package as its users do: executed, and type-checked against the published declarations. */
export const CONSUMER = `import { defineRule, runAudit } from 'shipworthy'
import { definePlugin, defineRule as definePluginRule, notApplicable, testRule } from 'shipworthy/plugin'

const report = runAudit(process.argv[2] ?? '.', { minScore: 1 })
const grade: 'EXCELLENT' | 'GOOD' | 'FAIR' | 'POOR' = report.score.grade
const failed: string[] = report.results.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule)

// @ts-expect-error: a rule says what it is about
defineRule({ id: 'custom/empty' })

const rule = definePluginRule({
  id: 'acme/nothing',
  category: 'ci',
  title: 'Nothing',
  severity: 'info',
  confidence: 'proven',
  needs: ['files'],
  why: 'To show that it can be done.',
  remedies: [{ for: 'any', effort: 'S', text: 'None.' }],
  examples: [{ name: 'any', outcome: 'not-applicable', files: { 'package.json': '{}' } }],
  evaluate: ({ files }) => notApplicable(String(files.paths.length)),
})
const problems: string[] = [...testRule(rule), ...(definePlugin({ name: 'acme', rules: [rule] }).apiVersion === 1 ? [] : ['1'])]
if (problems.length > 0) throw new Error(problems.join())

console.log(JSON.stringify({ grade, failed: failed.length, rules: report.results.length }))
`

export const CONSUMER_TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
  },
  files: ['consumer.ts'],
}
