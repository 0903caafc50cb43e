import { loadEvidence, loadKey } from '../../derive/live/load-figures.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { loadedService } from '../loaded-service.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

/** Fewer in a row are a burst. */
const IN_A_ROW = 3

export default defineRule({
  id: 'database/pool-exhaustion',
  catalogue: 'DB12',
  title: 'Requests wait for a connection of the pool under load',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'When every connection is in use, requests queue before the database is even asked. The queue grows for as long as the load lasts, and latency with it.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Make the queries shorter and give connections back sooner; only then make the pool larger, as far as the database allows for all instances together.',
    },
  ],
  references: [{ title: 'node-postgres: pool sizing', url: 'https://node-postgres.com/guides/pool-sizing' }],
  falsePositives: ['A burst: three samples in a row, a second apart, must show it.'],
  examples: [
    {
      name: 'nobody waits for long',
      outcome: 'pass',
      live: running({ load: loadedService({ samples: samples([0, 4, 2, 0, 1, 0]) }) }),
    },
    {
      name: 'some wait all the time',
      outcome: 'fail',
      says: 'up to 31',
      live: running({ load: loadedService({ samples: samples([0, 12, 31, 18]) }) }),
    },
    { name: 'it shows no figures', outcome: 'unknown', live: running({ load: loadedService() }) },
    { name: 'it cannot be reached', outcome: 'unknown', live: silent('load') },
    {
      name: 'no load',
      outcome: 'not-applicable',
      files: project('pg@8', { 'server.js': "require('http').createServer().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['load'],
    evaluate({ load: facts }) {
      const load = facts!
      const waiting = load.samples.flatMap(({ poolWaiting }) => poolWaiting ?? [])
      if (waiting.length < IN_A_ROW) return unknown('its metrics do not say how many wait for a connection of its pool')
      const evidence = [loadEvidence(load, `waiting for a connection, by sample: ${waiting.join(', ')}`)]
      const isSustained = waiting.some((_, at) => {
        const row = waiting.slice(at, at + IN_A_ROW)
        return row.length === IN_A_ROW && row.every((count) => count > 0)
      })
      if (!isSustained) return pass(evidence)
      const message = `up to ${Math.max(...waiting)} requests wait for a connection of the pool under ${load.connections} connections`
      return fail([{ message, evidence, key: loadKey(load) }])
    },
  },
})

function samples(counts: readonly number[]): { poolWaiting: number }[] {
  return counts.map((poolWaiting) => ({ poolWaiting }))
}
