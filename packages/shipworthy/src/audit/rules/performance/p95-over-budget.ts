import {
  isSenderSaturated,
  loadEvidence,
  loadFigure,
  loadKey,
  MAX_VARIATION,
  SENDER_SATURATED,
  tooVaried,
  whyNotJudged,
  type LoadFigure,
} from '../../derive/live/load-figures.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { loadedService, loadRounds } from '../loaded-service.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'performance/p95-over-budget',
  catalogue: 'PF01',
  title: 'Slower under load than its budget',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'What answers in 20 ms to one user may take seconds for fifty. Those who wait try again, which makes it slower still.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Take a CPU profile under the same load, and look where requests wait: the pool of the database, a call to another service, or work that blocks the event loop.',
      code: 'node --cpu-prof server.js',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Where more is all right, say so.',
      code: 'shipworthy check . --url http://127.0.0.1:3000 --load 50x10s,average=400,p95=900',
    },
  ],
  references: [
    { title: 'How not to measure latency', url: 'https://www.infoq.com/presentations/latency-response-time/' },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'Noise of the machine: the median of at least three rounds after one that warms up counts; rounds that differ by more than 20 % are unknown, never a failure.',
    'A sender that is at its own limit.',
    'A limit of the service that answers with 429.',
  ],
  examples: [
    { name: 'within the budget', outcome: 'pass', live: running({ load: loadedService() }) },
    {
      name: 'the slowest twentieth takes too long',
      outcome: 'fail',
      severity: 'warning',
      says: 'p95 is 810 ms',
      live: running({ load: loadedService({ rounds: loadRounds([{ p95Ms: 790 }, { p95Ms: 810 }, { p95Ms: 830 }]) }) }),
    },
    {
      name: 'slow on average',
      outcome: 'fail',
      says: 'average is 260 ms',
      live: running({
        load: loadedService({ rounds: loadRounds([{ averageMs: 260 }, { averageMs: 255 }, { averageMs: 262 }]) }),
      }),
    },
    {
      name: 'rounds that have little in common',
      outcome: 'unknown',
      says: 'coefficient of variation',
      live: running({
        load: loadedService({ rounds: loadRounds([{ p95Ms: 300 }, { p95Ms: 810 }, { p95Ms: 1_400 }]) }),
      }),
    },
    {
      name: 'a sender at its limit',
      outcome: 'unknown',
      says: 'the sender',
      live: running({
        load: loadedService({
          rounds: loadRounds([800, 810, 820].map((p95Ms) => ({ p95Ms, senderLoad: 0.97 }))),
        }),
      }),
    },
    {
      name: 'its own limit',
      outcome: 'unknown',
      says: '429',
      live: running({
        load: loadedService({ rounds: loadRounds([1, 2, 3].map(() => ({ ok: 100, limited: 4_900 }))) }),
      }),
    },
    { name: 'nothing answers with 2xx', outcome: 'unknown', live: silent('load', 'no path answers with 2xx at rest') },
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
      const judged = [
        { name: 'p95', figure: loadFigure(load, ({ p95Ms }) => p95Ms), limit: load.expected.p95Ms },
        { name: 'average', figure: loadFigure(load, ({ averageMs }) => averageMs), limit: load.expected.averageMs },
      ]
      const evidence = judged.map(({ name, figure }) => loadEvidence(load, `${name} by round: ${texts(figure)} ms`))
      if (judged.every(({ figure, limit }) => figure.values.every((value) => value <= limit))) return pass(evidence, 2)
      if (isSenderSaturated(load)) return unknown(SENDER_SATURATED, evidence)
      const noisy = judged.find(({ figure }) => figure.variation > MAX_VARIATION)
      if (noisy) return unknown(tooVaried(noisy.figure), evidence)
      const over = judged.filter(({ figure, limit }) => figure.median > limit)
      if (over.length === 0) return pass(evidence, 2)
      return fail(
        over.map(({ name, figure, limit }) => ({
          message: `${name} is ${Math.round(figure.median)} ms under ${load.connections} connections; the budget is ${limit} ms`,
          evidence,
          key: `${loadKey(load)} ${name}`,
        })),
        judged.length - over.length,
      )
    },
  },
})

function texts({ values }: LoadFigure): string {
  return values.map((value) => Math.round(value)).join(', ')
}
