/** Uses the package as its users do: executed, and type-checked against the published declarations. */
export const CONSUMER = `import { defineRule, runAudit } from 'shipworthy'

const report = runAudit(process.argv[2] ?? '.', { minScore: 1 })
const grade: 'EXCELLENT' | 'GOOD' | 'FAIR' | 'POOR' = report.score.grade
const failed: string[] = report.results.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule)

// @ts-expect-error: a rule says what it is about
defineRule({ id: 'custom/empty' })

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
