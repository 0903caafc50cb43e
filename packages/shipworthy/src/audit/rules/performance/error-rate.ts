import {
  isSenderSaturated,
  loadEvidence,
  loadFigure,
  loadKey,
  percent,
  SENDER_SATURATED,
  whyNotJudged,
} from '../../derive/live/load-figures.ts'
import type { LoadFacts, LoadRound } from '../../facts/live/load-facts.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { loadedService, loadRounds } from '../loaded-service.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const FAILING: Partial<LoadRound> = { total: 5_000, ok: 4_700, errors: { 503: 280, timeout: 20 } }

export default defineRule({
  id: 'performance/error-rate',
  catalogue: 'PF02',
  title: 'Requests fail under load',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'A service that fails under the load it is meant for is down for a share of its users whenever it matters most.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Look in the log what the failing requests say. Most often a pool is exhausted, a dependency answers too slowly, or the process runs out of memory and starts again.',
    },
  ],
  references: [
    {
      title: 'Google SRE: launch checklist',
      url: 'https://sre.google/sre-book/launch-checklist/',
    },
  ],
  falsePositives: [
    'A limit of the service that answers with 429: counted apart.',
    'A path that fails at rest, too: only one that answers with 2xx at rest is loaded.',
    'Failures in some rounds only: unknown.',
    'A sender that is at its own limit.',
  ],
  examples: [
    {
      name: 'all are answered',
      outcome: 'pass',
      live: running({ load: loadedService() }),
    },
    {
      name: 'fewer fail than may',
      outcome: 'pass',
      live: running({
        load: loadedService({ rounds: loadRounds([1, 2, 3].map(() => ({ ok: 4_990, errors: { 500: 10 } }))) }),
      }),
    },
    {
      name: 'limits of its own are no failures',
      outcome: 'pass',
      live: running({
        load: loadedService({ rounds: loadRounds([1, 2, 3].map(() => ({ ok: 3_000, limited: 2_000 }))) }),
      }),
    },
    {
      name: 'too many fail in every round',
      outcome: 'fail',
      severity: 'critical',
      says: '6 % of the requests fail',
      live: running({ load: loadedService({ rounds: loadRounds([FAILING, FAILING, FAILING]) }) }),
    },
    {
      name: 'too many fail in one round',
      outcome: 'unknown',
      live: running({ load: loadedService({ rounds: loadRounds([{}, FAILING, {}]) }) }),
    },
    {
      name: 'a sender at its limit',
      outcome: 'unknown',
      live: running({
        load: loadedService({
          rounds: loadRounds([1, 2, 3].map(() => ({ ok: 4_500, errors: { timeout: 500 }, senderLoad: 0.98 }))),
        }),
      }),
    },
    { name: 'it cannot be reached', outcome: 'unknown', live: silent('load') },
    {
      name: 'no load',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['load'],
    evaluate({ load: facts }) {
      const load = facts!
      const problem = whyNotJudged(load)
      if (problem) return unknown(problem)
      const { errorRate } = load.expected
      const share = loadFigure(load, failedShare)
      const evidence = [loadEvidence(load, `failed by round: ${share.values.map(percent).join(', ')}${kindsOf(load)}`)]
      const over = share.values.filter((value) => value > errorRate)
      if (over.length === 0) return pass(evidence)
      if (over.length < share.values.length)
        return unknown(
          `more than ${percent(errorRate)} fail in ${over.length} of ${share.values.length} rounds`,
          evidence,
        )
      if (isSenderSaturated(load) && !load.rounds.some(({ errors }) => Object.keys(errors).some(isAnswer)))
        return unknown(SENDER_SATURATED, evidence)
      return fail([
        {
          message: `${percent(share.median)} of the requests fail under ${load.connections} connections; ${percent(errorRate)} may`,
          evidence,
          key: loadKey(load),
        },
      ])
    },
  },
})

function failedShare({ errors, total, limited }: LoadRound): number {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0)
  return failed === 0 ? 0 : failed / Math.max(1, total - limited)
}

/** `(503: 840, timeout: 60)` over all rounds. */
function kindsOf({ rounds }: LoadFacts): string {
  const counts = new Map<string, number>()
  for (const { errors } of rounds)
    for (const [kind, count] of Object.entries(errors)) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return counts.size === 0 ? '' : ` (${[...counts].map(([kind, count]) => `${kind}: ${count}`).join(', ')})`
}

function isAnswer(kind: string): boolean {
  return /^\d/.test(kind)
}
