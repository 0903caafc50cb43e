import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinVerdicts } from './join-verdicts.ts'
import { fail, notApplicable, pass, unknown, type Verdict } from './rule.ts'

const line = { kind: 'code', file: 'app.js', line: 3, snippet: 'app.get()' } as const
const probe = { kind: 'probe', snippet: 'GET / → 200' } as const

const source: Record<string, Verdict> = {
  pass: pass(line),
  fail: fail([{ message: 'not in the code', evidence: [line] }]),
  unknown: unknown('the options are not known'),
  'not-applicable': notApplicable('no HTTP'),
}
const live: Record<string, Verdict> = {
  pass: pass(probe),
  fail: fail([{ message: 'seen', evidence: [probe] }]),
  unknown: unknown('the connection is refused'),
  'not-applicable': notApplicable('no such path'),
}
const verdict = (verdicts: Record<string, Verdict>) => fc.constantFrom(...Object.values(verdicts))

describe('source and running system together', () => {
  it('what was seen decides, whatever the source says', () => {
    for (const seen of [live['pass']!, live['fail']!])
      fc.assert(
        fc.property(verdict(source), (said) => {
          const joined = joinVerdicts(said, seen)
          expect([joined.verdict.outcome, joined.live]).toEqual([seen.outcome, true])
        }),
      )
  })

  it('what could not be seen takes nothing from the source', () => {
    for (const unseen of [live['unknown'], live['not-applicable'], undefined])
      for (const said of [source['pass']!, source['fail']!])
        expect(joinVerdicts(said, unseen)).toEqual({ verdict: said, live: false })
  })

  it('never passes or fails unless one of them does', () => {
    fc.assert(
      fc.property(verdict(source), fc.option(verdict(live), { nil: undefined }), (said, seen) => {
        const { outcome } = joinVerdicts(said, seen).verdict
        expect([said.outcome, seen?.outcome]).toContain(outcome)
      }),
    )
  })

  it('says what the source let expect when it is something else', () => {
    expect(joinVerdicts(source['fail']!, live['pass']).overrides).toEqual({ outcome: 'fail', text: 'not in the code' })
    expect(joinVerdicts(source['pass']!, live['fail']).overrides).toEqual({ outcome: 'pass', text: 'app.get()' })
    expect(joinVerdicts(source['unknown']!, live['fail']).overrides).toBeUndefined()
  })

  it('keeps the lines of the source with a failure that both see', () => {
    const { verdict: joined, overrides } = joinVerdicts(source['fail']!, live['fail'])
    expect(overrides).toBeUndefined()
    expect(joined).toMatchObject({ findings: [{ message: 'seen', evidence: [probe, line] }] })
  })
})
