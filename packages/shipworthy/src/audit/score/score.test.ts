import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATEGORIES, categoryOf } from '../model/categories.ts'
import type { Finding, RuleResult, Severity } from '../model/outcome.ts'
import type { RuleInfo } from '../model/report.ts'
import { sampleCode, sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { cureFinding, cureResult } from './cure.ts'
import { judgeGates } from './gates.ts'
import { withPoints } from './points.ts'
import { cheapestRoute } from './route.ts'
import { average, CRITICAL_CAP, gradeOf, isVerified, scoreOf } from './score.ts'
import { ruleQuality } from './weights.ts'

const severities = fc.constantFrom<Severity>('critical', 'warning', 'info')

const finding = (severity: Severity): Finding =>
  sampleFinding('wrong', sampleCode('server.js', 1, 'x'), { severity, fingerprint: String(Math.trunc(1e9)) })

/** A rule and what it says: findings of its own severity, of a critical one also warnings. */
const result = fc
  .record({
    base: severities,
    confidence: fc.constantFrom('proven', 'structural', 'heuristic'),
    outcome: fc.constantFrom('pass', 'fail', 'fail', 'fail', 'not-applicable', 'unknown', 'error'),
    grave: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    passed: fc.nat({ max: 5 }),
    effort: fc.constantFrom('S', 'M', 'L'),
  })
  .map(({ base, confidence, outcome, grave, passed, effort }) => {
    const found = outcome === 'fail' ? grave.map((is) => finding(base === 'critical' && !is ? 'warning' : base)) : []
    const worst = found.some(({ severity }) => severity === base) || found.length === 0 ? base : 'warning'
    return {
      base,
      effort,
      confidence,
      outcome,
      findings: found,
      passed: outcome === 'pass' ? 1 : passed,
      severity: worst,
    } as const
  })

type Drawn = { results: RuleResult[]; rules: Record<string, RuleInfo> }

const FOLDERS = [...Object.keys(CATEGORIES), 'logging']

/** Results of an audit, with what is known of their rules. */
const audit: fc.Arbitrary<Drawn> = fc
  .array(fc.tuple(fc.constantFrom(...FOLDERS), result), { minLength: 1, maxLength: 30 })
  .map((drawn) => {
    const entries = drawn.map(([folder, { base, effort, ...rest }], index) => {
      const rule = `${folder}/r${index}`
      const made = sampleResult({ ...rest, rule, title: rule, ...(rest.outcome !== 'pass' && { reason: 'so' }) })
      return { made, info: infoOf(made, base, effort) }
    })
    return {
      results: withPoints(
        entries.map(({ made }) => made),
        Object.fromEntries(entries.map(({ info }) => [info.id, info])),
      ),
      rules: Object.fromEntries(entries.map(({ info }) => [info.id, info])),
    }
  })

function infoOf({ rule, title }: RuleResult, severity: Severity, effort: 'S' | 'M' | 'L'): RuleInfo {
  return {
    id: rule,
    catalogue: 'XX01',
    title,
    category: categoryOf(rule),
    severity,
    why: 'why',
    remedies: [{ for: 'any', effort, text: 'do' }],
    references: [],
    docs: 'docs',
  }
}

function replaced(results: readonly RuleResult[], from: RuleResult, to: RuleResult): RuleResult[] {
  return results.map((other) => (other === from ? to : other))
}

const rawOf = (results: readonly RuleResult[]): number =>
  average(results, (entry) => (isVerified(entry) ? ruleQuality(entry) : undefined))

describe('the score', () => {
  it('is between 0 and 100, and so is everything about it', () => {
    fc.assert(
      fc.property(audit, ({ results }) => {
        const { value, raw, coverage, range, categories, grade } = scoreOf(results)
        for (const number of [value, raw, ...range, ...categories.flatMap(({ score }) => score ?? [])]) {
          expect(number).toBeGreaterThanOrEqual(0)
          expect(number).toBeLessThanOrEqual(100)
        }
        expect(coverage).toBeGreaterThanOrEqual(0)
        expect(coverage).toBeLessThanOrEqual(1)
        expect(range[0]).toBeLessThanOrEqual(range[1])
        expect(Number.isInteger(value)).toBe(true)
        expect(grade).toBe(gradeOf(value))
      }),
    )
  })

  it('does not depend on the order of the rules', () => {
    const shuffled = audit.chain(({ results }) =>
      fc.tuple(fc.constant(results), fc.shuffledSubarray(results, { minLength: results.length })),
    )
    fc.assert(
      fc.property(shuffled, ([results, other]) => {
        expect(scoreOf(other)).toEqual(scoreOf(results))
      }),
    )
  })

  it('never falls when one finding is cured', () => {
    fc.assert(
      fc.property(audit, ({ results, rules }) => {
        const before = scoreOf(results)
        for (const entry of results)
          for (const cured of entry.findings) {
            const after = scoreOf(replaced(results, entry, cureFinding(entry, cured, rules)))
            expect(after.value).toBeGreaterThanOrEqual(before.value)
            expect(after.raw).toBeGreaterThanOrEqual(before.raw)
          }
      }),
    )
  })

  it('counts a rule that does not apply for nothing', () => {
    fc.assert(
      fc.property(audit, severities, ({ results }, severity) => {
        const [first] = results
        const extra = sampleResult({
          rule: `${first!.rule}-b`,
          title: 'x',
          severity,
          outcome: 'not-applicable',
          reason: 'so',
        })
        const strip = ({ categories, ...rest }: ReturnType<typeof scoreOf>) => ({
          ...rest,
          scores: categories.map(({ score }) => score),
        })
        expect(strip(scoreOf([...results, extra]))).toEqual(strip(scoreOf(results)))
      }),
    )
  })

  it('never counts what is not known, or could not be run, as passed', () => {
    fc.assert(
      fc.property(audit, ({ results }) => {
        const withoutOpen = results.filter(isVerified)
        expect(scoreOf(results).raw).toBe(scoreOf(withoutOpen).raw)
      }),
    )
  })
})

describe('the range', () => {
  it('holds whatever an unknown turns out to be', () => {
    const outcome = fc.constantFrom<'pass' | 'fail'>('pass', 'fail')
    fc.assert(
      fc.property(audit, fc.array(outcome, { minLength: 30, maxLength: 30 }), ({ results }, turns) => {
        const { range } = scoreOf(results)
        const turned = results.map((entry, index): RuleResult => {
          if (entry.outcome !== 'unknown' && entry.outcome !== 'error') return entry
          if (turns[index] === 'pass') return { ...entry, outcome: 'pass', passed: 1 }
          return { ...entry, outcome: 'fail', findings: [finding(entry.severity)] }
        })
        const all = scoreOf(turned)
        // What no rule of this run asks about stays open, and may still take points away or give them.
        expect(Math.floor(all.range[0])).toBeGreaterThanOrEqual(range[0])
        expect(Math.ceil(all.range[1])).toBeLessThanOrEqual(range[1])
        expect(all.value).toBeLessThanOrEqual(range[1])
        expect(all.value).toBeGreaterThanOrEqual(range[0])
      }),
    )
  })

  it('is the score where everything is known', () => {
    const every = Object.keys(CATEGORIES).map((folder) =>
      sampleResult({ rule: `${folder}/a`, title: 'a', severity: 'warning' }),
    )
    expect(scoreOf(every)).toMatchObject({ value: 100, coverage: 1, range: [100, 100], caps: [], grade: 'EXCELLENT' })
  })
})

describe('caps', () => {
  it('hold, each with its reason', () => {
    fc.assert(
      fc.property(audit, ({ results }) => {
        const { value, raw, coverage, caps } = scoreOf(results)
        const hasCritical = results.some(({ outcome, severity }) => outcome === 'fail' && severity === 'critical')
        const limits = [...(hasCritical ? [CRITICAL_CAP] : []), ...(coverage < 0.5 ? [79] : coverage < 0.8 ? [89] : [])]
        expect(caps.map(({ limit }) => limit)).toEqual(limits)
        for (const { limit, reason } of caps) {
          expect(value).toBeLessThanOrEqual(limit)
          expect(reason).not.toBe('')
        }
        expect(value).toBeLessThanOrEqual(Math.ceil(raw))
        if (caps.every(({ limit }) => raw < limit)) expect(value).toBeGreaterThanOrEqual(Math.floor(raw) - 1)
      }),
    )
  })
})

describe('points', () => {
  it('of a finding are what curing it brings', () => {
    fc.assert(
      fc.property(audit, ({ results, rules }) => {
        for (const entry of results)
          for (const one of entry.findings) {
            const gain = rawOf(replaced(results, entry, cureFinding(entry, one, rules))) - rawOf(results)
            expect(one.points).toBeCloseTo(gain, 1)
          }
      }),
    )
  })

  it('of a rule are what curing all it found brings, and never less than one of them', () => {
    fc.assert(
      fc.property(audit, ({ results, rules }) => {
        for (const entry of results) {
          if (entry.outcome !== 'fail') expect(entry.points).toBe(0)
          else {
            const gain = rawOf(replaced(results, entry, cureResult(entry, rules))) - rawOf(results)
            expect(entry.points).toBeCloseTo(gain, 1)
            for (const one of entry.findings) expect(one.points).toBeLessThanOrEqual(entry.points + 0.011)
          }
        }
      }),
    )
  })

  it('go to the last open critical, and to the first when only a warning is left', () => {
    const rules = { 'security/a': { severity: 'critical' } } as const
    const of = (...kinds: Severity[]): number[] => {
      const entry = sampleResult({
        rule: 'security/a',
        title: 'a',
        severity: kinds.includes('critical') ? 'critical' : 'warning',
        outcome: 'fail',
        findings: kinds.map(finding),
      })
      const other = sampleResult({ rule: 'security/b', title: 'b', severity: 'warning', outcome: 'pass' })
      return withPoints([entry, other], rules)[0]!.findings.map(({ points }) => points)
    }
    expect(of('critical', 'critical')).toEqual([0, 0])
    expect(of('critical')).toEqual([76.92])
    // Cured, the rule counts as a warning that fails in one place of two.
    expect(of('critical', 'warning')).toEqual([51.92, 0])
  })
})

describe('the route', () => {
  it('leads where it says, and no step of it can be left out', () => {
    fc.assert(
      fc.property(audit, ({ results, rules }) => {
        const { grade } = scoreOf(results)
        const route = cheapestRoute(results, rules)
        if (!route) return
        const after = (ids: readonly string[]) =>
          scoreOf(results.map((entry) => (ids.includes(entry.rule) ? cureResult(entry, rules) : entry)))
        const ids = route.steps.map(({ rule }) => rule)
        expect(after(ids)).toMatchObject({ value: route.score, grade: route.grade })
        const order = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT']
        const next = order[order.indexOf(grade) + 1]!
        expect(order.indexOf(route.grade)).toBeGreaterThanOrEqual(order.indexOf(next))
        for (const id of ids)
          expect(order.indexOf(after(ids.filter((other) => other !== id)).grade)).toBeLessThan(order.indexOf(next))
      }),
    )
  })

  it('is there whenever curing everything leads to the next grade', () => {
    fc.assert(
      fc.property(audit, ({ results, rules }) => {
        const all = scoreOf(results.map((entry) => (entry.outcome === 'fail' ? cureResult(entry, rules) : entry)))
        const floors = { POOR: 60, FAIR: 80, GOOD: 90, EXCELLENT: 101 }
        expect(cheapestRoute(results, rules) !== undefined).toBe(all.value >= floors[scoreOf(results).grade])
      }),
    )
  })
})

describe('gates', () => {
  it('let through exactly what they are about', () => {
    const gate = fc.record(
      {
        failOn: fc.constantFrom<Severity | 'never'>('critical', 'warning', 'info', 'never'),
        minScore: fc.nat({ max: 100 }),
        minCoverage: fc.nat({ max: 100 }),
      },
      { requiredKeys: ['failOn'] },
    )
    const rank = { info: 0, warning: 1, critical: 2, never: 3 }
    fc.assert(
      fc.property(audit, gate, ({ results }, options) => {
        const score = scoreOf(results)
        const gates = judgeGates(results, score, options)
        const grave = results
          .flatMap(({ findings }) => findings)
          .some(({ severity }) => rank[severity] >= rank[options.failOn])
        const expected = [
          ...(options.failOn === 'never' ? [] : [!grave]),
          ...(options.minScore === undefined ? [] : [score.value >= options.minScore]),
          ...(options.minCoverage === undefined
            ? []
            : [Math.floor(score.coverage * 100 + 1e-9) >= options.minCoverage]),
        ]
        expect(gates.map(({ passed }) => passed)).toEqual(expected)
      }),
    )
  })
})
