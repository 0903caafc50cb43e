import { declaredProbes } from '../../derive/containers/declared-probes.ts'
import { probed } from '../../derive/evidence.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'
import { project } from '../example-kit.ts'

/** What Kubernetes waits when a probe says nothing. */
const USUAL_MS = 1_000
const ENOUGH = 3

const timed = (ms: number, count = 20) =>
  running({
    http: service([asked('/ready', {}, { role: 'readiness' })], { timings: { '/ready': Array(count).fill(ms) } }),
  })

export default defineRule({
  id: 'health/slow',
  catalogue: 'HE07',
  title: 'A health endpoint answers slower than probes wait',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'workloads'],
  why: 'A probe that gets no answer in its time counts as failed. When the service has most to do its instances are taken out or restarted, which leaves more for the others.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Check dependencies on a schedule and let the endpoint answer with the last result; give every check a timeout below that of the probe.',
    },
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Give a probe that has to ask others more time.',
      code: 'timeoutSeconds: 3',
    },
  ],
  references: [
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  falsePositives: [
    'A first answer that is slow because the service has just started: the 95th percentile of 20 answers counts.',
    'A probe that waits longer than one second because its manifest says so.',
  ],
  examples: [
    { name: 'quick', outcome: 'pass', live: timed(12) },
    { name: 'slower than a probe waits', outcome: 'fail', says: '/ready takes', live: timed(1_400) },
    {
      name: 'one slow answer of twenty',
      outcome: 'pass',
      live: running({
        http: service([asked('/ready')], { timings: { '/ready': [2_500, ...Array<number>(19).fill(10)] } }),
      }),
    },
    {
      name: 'a probe that waits long enough',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/ready', (req, res) => res.send('ok'))\napp.listen(3000)\n",
        Dockerfile:
          'FROM node:24\nHEALTHCHECK --timeout=5s CMD wget -qO- http://localhost:3000/ready\nCMD ["node", "server.js"]\n',
      }),
      live: timed(1_400),
    },
    {
      name: 'a probe that waits no longer',
      outcome: 'fail',
      says: 'waits 1000 ms',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/ready', (req, res) => res.send('ok'))\napp.listen(3000)\n",
        Dockerfile:
          'FROM node:24\nHEALTHCHECK --timeout=1s CMD wget -qO- http://localhost:3000/ready\nCMD ["node", "server.js"]\n',
      }),
      live: timed(1_400),
    },
    { name: 'too few answers', outcome: 'unknown', live: timed(2_000, 2) },
    {
      name: 'no endpoint',
      outcome: 'not-applicable',
      live: running({ http: service([]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }, { containers, workloads }) {
      const probes = declaredProbes(containers, workloads)
      const timings = Object.entries(http!.timings)
      if (timings.length === 0) return notApplicable('no health endpoint answers well')
      const judged = timings
        .filter(([, samples]) => samples.length >= ENOUGH)
        .map(([path, samples]) => {
          const own = probes.filter((probe) => probe.path === path).map(({ timeoutSeconds }) => timeoutSeconds * 1_000)
          const p95 = percentile95(samples)
          return { path, p95, limitMs: own.length > 0 ? Math.min(...own) : USUAL_MS, samples: samples.length }
        })
      if (judged.length === 0) return unknown('too few answers came to tell how long they take')
      const evidenceOf = ({ path, p95, samples }: (typeof judged)[number]) =>
        probed(`GET ${path}`, `95 % of ${samples} answers within ${p95} ms`)
      const slow = judged.filter(({ p95, limitMs }) => p95 > limitMs)
      if (slow.length === 0) return pass(judged.map(evidenceOf), judged.length)
      return fail(
        slow.map((path) => ({
          message: `${path.path} takes ${path.p95} ms, and a probe waits ${path.limitMs} ms`,
          evidence: [evidenceOf(path)],
          key: `GET ${path.path}`,
        })),
        judged.length - slow.length,
      )
    },
  },
})

function percentile95(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1]!
}
