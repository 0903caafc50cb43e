import { describe, expect, it } from 'vitest'
import { memoryReader } from '../gather/project/memory-reader.ts'
import type { Report } from '../model/report.ts'
import { runAudit, type AuditOptions } from '../run-audit.ts'
import { baselineOf, type Baseline } from './baseline.ts'
import { baselineText, parseBaseline } from './parse-baseline.ts'
import { shrinkBaseline } from './shrink-baseline.ts'

const RULE = 'environment/secret-fallback'
const PACKAGE =
  '{"name":"shop","scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0","jsonwebtoken":"^9.0.0"}}'
const SIGN = "return jwt.sign({ id }, process.env.JWT_SECRET || 'changeme', { expiresIn: '1h' })"

function source(body: string, { above = '', neighbour = 'greet' } = {}): string {
  return `import express from 'express'
import jwt from 'jsonwebtoken'
${above}
const app = express()
function ${neighbour}() {
  return 'hello'
}
function issue(id) {
${body}
}
app.get('/', (request, response) => response.send(${neighbour}()))
app.post('/login', (request, response) => response.send(issue(request.body.id)))
app.listen(3000)
`
}

function audit(server: string, options: AuditOptions = {}): Report {
  return runAudit(memoryReader({ 'package.json': PACKAGE, 'server.js': server }), { today: '2027-01-15', ...options })
}

const identities = (report: Report): string[] =>
  report.results.find(({ rule }) => rule === RULE)!.findings.map(({ fingerprint }) => fingerprint)
const baseline = (server: string): Baseline => baselineOf(audit(server).results)

describe('the identity of a finding', () => {
  const before = identities(audit(source(SIGN)))

  it.each([
    ['lines that move', source(SIGN, { above: '\n\n// a comment\nconst limit = 3\n' })],
    ['neighbours with another name', source(SIGN, { neighbour: 'welcome' })],
    [
      'another formatter',
      source(`  return jwt.sign( {id}, process.env.JWT_SECRET  ||  "changeme", {expiresIn: "1h",} );`),
    ],
    ['an equal line before it in another function', source(SIGN, { above: `const other = (id) => {\n${SIGN}\n}` })],
  ])('survives %s', (_, server) => {
    expect(before).toHaveLength(1)
    expect(identities(audit(server))).toEqual(expect.arrayContaining(before))
  })

  it.each([
    ['another variable', source(SIGN.replace('JWT_SECRET', 'TOKEN_SECRET'))],
    ['another function', source(SIGN).replaceAll('issue', 'create')],
  ])('does not survive %s', (_, server) => {
    expect(identities(audit(server))).not.toEqual(before)
  })

  it('is another for an equal line of the same function, and the same in every run', () => {
    const twice = source(`if (id > 9) {\n${SIGN}\n}\n${SIGN}`)
    const found = identities(audit(twice))
    expect(found).toHaveLength(2)
    expect(new Set(found).size).toBe(2)
    expect(found).toContain(before[0])
    expect(identities(audit(`// moved\n${twice}`))).toEqual(found)
  })
})

describe('a baseline', () => {
  it('takes what it knows from the gates and leaves it in the score', () => {
    const without = audit(source(SIGN))
    const report = audit(source(SIGN), { baseline: baseline(source(SIGN)), failOnNew: true })
    expect(without.gates).toMatchObject([{ passed: false }])
    expect(report.gates).toMatchObject([
      { name: 'fail-on critical', passed: true, detail: 'no new finding is critical' },
      { name: 'fail-on-new', passed: true },
    ])
    expect(report.score).toEqual(without.score)
    expect(report.baseline).toMatchObject({ new: 0, gone: 0 })
    expect(report.results.flatMap(({ findings }) => findings).every(({ baselined }) => baselined)).toBe(true)
  })

  it('does not cover one more of the same', () => {
    const twice = source(`if (id > 9) {\n${SIGN}\n}\n${SIGN}`)
    const report = audit(twice, { baseline: baseline(source(SIGN)), failOnNew: true })
    expect(report.gates.map(({ passed }) => passed)).toEqual([false, false])
    expect(report.baseline).toMatchObject({ new: 1, gone: 0 })
  })

  it('is written in the same order whatever the order of the rules', () => {
    const { results } = audit(source(SIGN))
    expect(baselineText(baselineOf(results.toReversed()))).toBe(baselineText(baselineOf(results)))
    expect(parseBaseline(baselineText(baselineOf(results)))).toEqual(baselineOf(results))
  })

  it.each([
    ['not json', 'it is not a JSON object'],
    ['{"version":2,"findings":[]}', 'it has version 2'],
    ['{"version":1}', 'it has no list of findings'],
    ['{"version":1,"findings":[{"rule":"a/b"}]}', 'finding 1 is not'],
  ])('%s is refused', (text, problem) => {
    expect(parseBaseline(text)).toContain(problem)
  })
})

describe('updating a baseline', () => {
  const old = baseline(source(SIGN))
  const cured = source(SIGN.replace(" || 'changeme'", ''))

  it('drops what is cured and adds nothing', () => {
    const other = source(SIGN.replace('JWT_SECRET', 'TOKEN_SECRET'))
    const update = shrinkBaseline(old, audit(other).results)
    expect(update.removed.map(({ rule }) => rule)).toContain(RULE)
    expect(update.added.map(({ rule }) => rule)).toContain(RULE)
    expect(update.baseline.findings).toEqual(old.findings.filter((entry) => !update.removed.includes(entry)))
  })

  it('adds what is new only when that is accepted', () => {
    const other = source(SIGN.replace('JWT_SECRET', 'TOKEN_SECRET'))
    expect(shrinkBaseline(old, audit(other).results, { acceptNew: true }).baseline).toEqual(baseline(other))
  })

  it('keeps what is suppressed and what could not be judged: neither is cured', () => {
    const file = 'shipworthy.config.json'
    const suppressions = [{ rule: RULE, reason: 'demo', until: '2027-01-31', file }]
    expect(shrinkBaseline(old, audit(source(SIGN), { suppressions }).results).removed).toEqual([])
    const unknown = audit(cured).results.map((result) =>
      result.rule === RULE ? { ...result, outcome: 'unknown' as const, reason: 'nobody knows' } : result,
    )
    const removed = (results: Report['results']): string[] =>
      shrinkBaseline(old, results).removed.map(({ rule }) => rule)
    expect(removed(unknown)).not.toContain(RULE)
    expect(removed(audit(cured).results)).toContain(RULE)
  })
})
