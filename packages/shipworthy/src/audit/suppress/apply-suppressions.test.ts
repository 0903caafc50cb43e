import { describe, expect, it } from 'vitest'
import { memoryReader } from '../gather/project/memory-reader.ts'
import type { Report } from '../model/report.ts'
import { runAudit, type AuditOptions } from '../run-audit.ts'

const RULE = 'environment/secret-fallback'
const SECRET = "response.send(jwt.sign({ id: 1 }, process.env.JWT_SECRET || 'changeme', { expiresIn: '1h' }))"

/** A service whose seventh line, without a comment, signs with a secret that is in the code. */
function audit(line: string, options: AuditOptions = {}, more: Record<string, string> = {}): Report {
  const files = {
    'package.json':
      '{"name":"shop","scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0","jsonwebtoken":"^9.0.0"}}',
    'server.js': `import express from 'express'
import jwt from 'jsonwebtoken'
const app = express()
app.post('/login', (request, response) => {
${line}
})
app.listen(3000)
`,
    ...more,
  }
  return runAudit(memoryReader(files), { today: '2027-01-15', ...options })
}

const above = (comment: string): string => `  ${comment}\n  ${SECRET}`
const resultOf = ({ results }: Report) => results.find(({ rule }) => rule === RULE)!

describe('a suppression in a comment', () => {
  it('on the line above takes the finding out of the verdict and keeps it in the report', () => {
    const report = audit(above(`// shipworthy-ignore ${RULE} -- only for demos, owner @shop, until 2027-01-31`))
    const decision = { reason: 'only for demos', until: '2027-01-31', owner: '@shop', file: 'server.js', line: 5 }
    expect(resultOf(report)).toMatchObject({
      outcome: 'not-applicable',
      reason: 'everything it found is suppressed',
      findings: [],
      suppressed: [{ file: 'server.js', line: 6, severity: 'critical', suppression: decision }],
    })
    expect(report.suppressions).toEqual([{ ...decision, rule: RULE, source: 'comment', state: 'active', findings: 1 }])
    expect(report.gates).toMatchObject([{ passed: true }])
    expect(report.score.value).toBeGreaterThan(audit(SECRET).score.value)
  })

  it.each([
    ['behind the code', `${SECRET} // shipworthy-ignore ${RULE} -- demo, until 2027-01-31`],
    ['in a block', above(`/* shipworthy-ignore ${RULE} -- demo, until 2027-01-31 */`)],
    [
      'above another one',
      above(
        `// shipworthy-ignore ${RULE} -- demo, until 2027-01-31\n// shipworthy-ignore security/jwt-no-expiry -- demo`,
      ),
    ],
  ])('counts %s', (_, line) => {
    expect(resultOf(audit(line)).suppressed).toHaveLength(1)
  })

  it.each([
    ['two lines above', above(`// shipworthy-ignore ${RULE} -- demo, until 2027-01-31\n`)],
    ['on the line below', `${SECRET}\n// shipworthy-ignore ${RULE} -- demo, until 2027-01-31`],
    ['in a text', above(`const text = '// shipworthy-ignore ${RULE} -- demo, until 2027-01-31'`)],
    ['for another rule', above('// shipworthy-ignore health/missing -- demo, until 2027-01-31')],
  ])('does not count %s', (_, line) => {
    expect(resultOf(audit(line))).toMatchObject({ outcome: 'fail', findings: [{ severity: 'critical' }] })
  })

  it.each([
    ['', 'it names no rule'],
    [`${RULE}`, 'it gives no reason'],
    [`${RULE} --`, 'it gives no reason'],
    [`${RULE} -- , until 2027-01-31`, 'it gives no reason'],
    [`${RULE} -- demo, until 2027-02-30`, '"2027-02-30" is no day'],
    [`${RULE} -- demo, until 31.01.2027`, '"31.01.2027" is no day'],
    ['environment/secret-falback -- demo, until 2027-01-31', `did you mean "${RULE}"?`],
    [`${RULE} -- demo`, 'only until a day that is named; add one, such as 2027-04-15'],
  ])('%j is refused: %s', (text, problem) => {
    const report = audit(above(`// shipworthy-ignore ${text}`))
    expect(report.suppressions).toMatchObject([{ state: 'refused', findings: 0, line: 5 }])
    expect(report.suppressions[0]!.problem).toContain(problem)
    expect(resultOf(report).outcome).toBe('fail')
  })

  it('holds on its last day, and the day after the finding is back and the suppression expired', () => {
    const line = above(`// shipworthy-ignore ${RULE} -- demo, until 2027-01-31`)
    expect(audit(line, { today: '2027-01-31' }).suppressions).toMatchObject([{ state: 'active' }])
    const after = audit(line, { today: '2027-02-01' })
    expect(after.suppressions).toMatchObject([{ state: 'expired', findings: 0 }])
    expect(resultOf(after)).toMatchObject({ outcome: 'fail' })
    expect(after.gates).toMatchObject([{ passed: false }])
  })

  it('is stale when there is nothing left to suppress', () => {
    const cured = above(`// shipworthy-ignore ${RULE} -- demo, until 2027-01-31`).replace(" || 'changeme'", '')
    expect(audit(cured).suppressions).toMatchObject([{ state: 'stale', findings: 0 }])
  })

  it('does nothing in a run that allows none', () => {
    const report = audit(above(`// shipworthy-ignore ${RULE} -- demo, until 2027-01-31`), { inlineSuppressions: false })
    expect(report.suppressions).toEqual([])
    expect(resultOf(report).outcome).toBe('fail')
  })

  it('is found in a Dockerfile and in YAML', () => {
    const report = audit(
      SECRET,
      {},
      {
        Dockerfile:
          'FROM node:24-slim\nCOPY . .\n# shipworthy-ignore lifecycle/pid1-npm -- the platform sends SIGKILL anyway\nCMD ["npm", "start"]\n',
        'compose.yaml':
          'services:\n  web:\n    build: . # shipworthy-ignore health/missing -- no orchestrator looks at it\n',
      },
    )
    expect(report.suppressions.map(({ file, line, rule }) => [file, line, rule])).toEqual([
      ['Dockerfile', 3, 'lifecycle/pid1-npm'],
      ['compose.yaml', 3, 'health/missing'],
    ])
    expect(report.results.find(({ rule }) => rule === 'lifecycle/pid1-npm')?.suppressed).toHaveLength(1)
  })
})

describe('a suppression of the configuration', () => {
  const decision = { rule: RULE, reason: 'demo', until: '2027-01-31', file: 'shipworthy.config.json', line: 2 }

  it('covers the files in its scope', () => {
    const inside = audit(SECRET, { suppressions: [{ ...decision, covers: (file) => file === 'server.js' }] })
    expect(inside.suppressions).toMatchObject([{ source: 'configuration', state: 'active', findings: 1 }])
    expect(resultOf(inside).suppressed).toHaveLength(1)
    const outside = audit(SECRET, { suppressions: [{ ...decision, covers: (file) => file === 'other.js' }] })
    expect(outside.suppressions).toMatchObject([{ state: 'stale' }])
    expect(resultOf(outside).outcome).toBe('fail')
  })

  it('never makes a pass of what may hide more', () => {
    const broken = { 'broken.js': "import jwt from 'jsonwebtoken'\nexport const = jwt ;" }
    const line = `import('./broken.js')\n${SECRET}`
    const report = audit(line, { suppressions: [decision] }, broken)
    expect(resultOf(report)).toMatchObject({ outcome: 'unknown', suppressed: [{ severity: 'critical' }] })
    expect(resultOf(report).reason).toMatch(/^what it found is suppressed, and broken\.js:2 could not be read/)
  })

  it('leaves an unknown unknown and is not stale there', () => {
    const suppressions = [{ ...decision, rule: 'ci/unsure' }]
    const unsure = audit(SECRET, {
      suppressions,
      rules: [
        {
          id: 'ci/unsure',
          catalogue: 'XX01',
          title: 'Unsure',
          severity: 'warning',
          confidence: 'structural',
          needs: ['files'],
          why: 'it is not known',
          remedies: [],
          references: [],
          falsePositives: [],
          examples: [],
          evaluate: () => ({ outcome: 'unknown', reason: 'nobody knows', evidence: [] }),
        },
      ],
    })
    expect(unsure.results).toMatchObject([{ outcome: 'unknown', reason: 'nobody knows' }])
    expect(unsure.suppressions).toMatchObject([{ state: 'active', findings: 0 }])
  })
})
