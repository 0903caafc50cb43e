import { isSenderSaturated, loadEvidence, loadKey, medianOf, SENDER_SATURATED } from '../../derive/live/load-figures.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { loadedService, loadRounds } from '../loaded-service.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const LIMIT_MS = 100
const MIN_SAMPLES = 3

export default defineRule({
  id: 'performance/event-loop-delay',
  catalogue: 'PF04',
  title: 'The event loop is blocked under load',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'While one request computes, all others wait: probes, too. From a tenth of a second on users notice, and from a second on orchestrators restart what is only busy.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Take a CPU profile under load; move what computes for long to a worker thread or a job, and use the asynchronous form of what has one.',
      code: 'node --cpu-prof server.js',
    },
  ],
  references: [
    {
      title: "Node.js: don't block the event loop",
      url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
    },
  ],
  falsePositives: [
    'The start, with its compilation: samples begin after a round that warms up.',
    'A single pause: the median of the samples counts.',
    'A sender on the same machine that is at its limit.',
  ],
  examples: [
    {
      name: 'it is never late for long',
      outcome: 'pass',
      live: running({ load: loadedService({ samples: samples([12, 15, 240, 14]) }) }),
    },
    {
      name: 'it is late all the time',
      outcome: 'fail',
      says: '310 ms',
      live: running({ load: loadedService({ samples: samples([300, 310, 320]) }) }),
    },
    {
      name: 'a sender at its limit',
      outcome: 'unknown',
      live: running({
        load: loadedService({
          samples: samples([300, 310, 320]),
          rounds: loadRounds([1, 2, 3].map(() => ({ senderLoad: 0.99 }))),
        }),
      }),
    },
    {
      name: 'it shows no figures',
      outcome: 'unknown',
      says: 'nodejs_eventloop_lag_p99_seconds',
      live: running({ load: loadedService() }),
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
      const delays = load.samples.flatMap(({ eventLoopP99Ms }) => eventLoopP99Ms ?? [])
      if (delays.length < MIN_SAMPLES)
        return unknown('its metrics do not say how late its event loop is (nodejs_eventloop_lag_p99_seconds)')
      const median = medianOf(delays)
      const evidence = [loadEvidence(load, `p99 of its event loop, by sample: ${delays.map(Math.round).join(', ')} ms`)]
      if (median <= LIMIT_MS) return pass(evidence)
      if (isSenderSaturated(load)) return unknown(SENDER_SATURATED, evidence)
      const message = `timers are ${Math.round(median)} ms late (p99) under ${load.connections} connections; more than ${LIMIT_MS} ms is noticed`
      return fail([{ message, evidence, key: loadKey(load) }])
    },
  },
})

function samples(delays: readonly number[]): { eventLoopP99Ms: number }[] {
  return delays.map((eventLoopP99Ms) => ({ eventLoopP99Ms }))
}
