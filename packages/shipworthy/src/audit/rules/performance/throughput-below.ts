import {
  isSenderSaturated,
  loadEvidence,
  loadFigure,
  loadKey,
  MAX_VARIATION,
  SENDER_SATURATED,
  tooVaried,
  whyNotJudged,
} from '../../derive/live/load-figures.ts'
import { running, silent } from '../live-example-kit.ts'
import { loadedService, loadRounds } from '../loaded-service.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const EXPECTED = { averageMs: 200, p95Ms: 500, errorRate: 0.01, minRps: 800 }

export default defineRule({
  id: 'performance/throughput-below',
  catalogue: 'PF03',
  title: 'Answers fewer requests a second than declared',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Capacity was planned with a figure that one instance does not reach: there will be too few of them.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Find what the requests wait for, or plan with the figure that was measured: more instances, or a smaller target.',
      code: 'shipworthy check . --url http://127.0.0.1:3000 --load 50x10s,rps=400',
    },
  ],
  references: [
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'A sender that is at its own limit.',
    'Rounds that differ by more than 20 %.',
    'No figure was declared.',
  ],
  examples: [
    { name: 'as many as declared', outcome: 'pass', live: running({ load: loadedService({ expected: EXPECTED }) }) },
    {
      name: 'fewer',
      outcome: 'fail',
      says: '400 requests a second',
      live: running({
        load: loadedService({ expected: EXPECTED, rounds: loadRounds([{ ok: 2_000 }, { ok: 2_010 }, { ok: 1_990 }]) }),
      }),
    },
    {
      name: 'a sender at its limit',
      outcome: 'unknown',
      live: running({
        load: loadedService({
          expected: EXPECTED,
          rounds: loadRounds([1, 2, 3].map(() => ({ ok: 2_000, senderLoad: 0.99 }))),
        }),
      }),
    },
    {
      name: 'rounds that have little in common',
      outcome: 'unknown',
      live: running({
        load: loadedService({ expected: EXPECTED, rounds: loadRounds([{ ok: 800 }, { ok: 2_000 }, { ok: 4_400 }]) }),
      }),
    },
    { name: 'it cannot be reached', outcome: 'unknown', live: silent('load') },
    { name: 'nothing was declared', outcome: 'not-applicable', live: running({ load: loadedService() }) },
  ],
  live: {
    parts: ['load'],
    evaluate({ load: facts }) {
      const load = facts!
      const { minRps } = load.expected
      if (minRps === undefined) return notApplicable('no throughput was declared (--load 50x10s,rps=200)')
      const problem = whyNotJudged(load)
      if (problem) return unknown(problem)
      const rate = loadFigure(load, ({ ok, seconds }) => ok / seconds)
      const evidence = [loadEvidence(load, `answered a second, by round: ${rate.values.map(Math.round).join(', ')}`)]
      if (rate.values.every((value) => value >= minRps)) return pass(evidence)
      if (isSenderSaturated(load)) return unknown(SENDER_SATURATED, evidence)
      if (rate.variation > MAX_VARIATION) return unknown(tooVaried(rate), evidence)
      if (rate.median >= minRps) return pass(evidence)
      const message = `it answers ${Math.round(rate.median)} requests a second under ${load.connections} connections; ${minRps} were declared`
      return fail([{ message, evidence, key: loadKey(load) }])
    },
  },
})
