import { callAt, probed } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { exitText } from '../../derive/live/stop-evidence.ts'
import { siteOf } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { unlessService } from '../applicability.ts'
import { cutOffService } from '../cut-off-service.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (line: string): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\n${line}app.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'database/pool-error-handler',
  catalogue: 'DB10',
  title: 'No error listener on the pool',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'datastores', 'program'],
  tokens: datastoreTokens,
  why: 'When the database restarts or a firewall drops an idle connection, pg emits `error` on the pool. Without a listener that is an uncaught exception: every instance of the service ends at the same moment.',
  remedies: [
    {
      for: 'pg',
      effort: 'S',
      text: 'Log it; the pool replaces the client by itself.',
      code: "pool.on('error', (error) => logger.error(error, 'idle client failed'))",
    },
  ],
  references: [{ title: 'node-postgres: pool events', url: 'https://node-postgres.com/apis/pool#events' }],
  falsePositives: ['Pools that an ORM makes and looks after.', 'A listener attached in another file.'],
  examples: [
    { name: 'a listener', outcome: 'pass', line: 4, files: SERVER("pool.on('error', console.error)\n") },
    {
      name: 'a listener in another file',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js':
          "const app = require('express')()\nconst pool = require('./db')\npool.on('error', console.error)\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n",
        'db.js': "const { Pool } = require('pg')\nmodule.exports = new Pool()\n",
      }),
    },
    { name: 'none', outcome: 'fail', line: 3, files: SERVER('') },
    {
      name: 'an ORM looks after its pool',
      outcome: 'not-applicable',
      files: project('express@5 knex@3 pg@8', {
        'server.js':
          "const app = require('express')()\nconst db = require('knex')({ client: 'pg' })\napp.get('/', async (req, res) => res.json(await db('users')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'seen to go on when its connections are reset',
      outcome: 'pass',
      live: running({ faults: cutOffService([]) }, { active: true }),
    },
    {
      name: 'seen to end when its connections are reset',
      outcome: 'fail',
      says: 'ended with 1',
      live: running({ faults: cutOffService([], { ended: { code: 1, afterMs: 4_200 } }) }, { active: true }),
    },
    {
      name: 'no connection was open',
      outcome: 'not-applicable',
      live: running({ faults: cutOffService([], { connections: 0 }) }, { active: true }),
    },
    { name: 'handed to somebody else', outcome: 'unknown', files: SERVER("require('company-database').watch(pool)\n") },
  ],
  evaluate({ service, datastores, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const pools = datastores.databases.filter(
      ({ name, force, event }) =>
        /^(pg|@neondatabase\/serverless)\.Pool$/.test(name) && force !== 'off' && event.phase !== 'unseen',
    )
    if (pools.length === 0) return notApplicable('no pg pool of its own')
    const listeners = program
      .matching(/\.(on|once|addListener)$/)
      .filter(({ call, force }) => force !== 'off' && call.args[0] === 'error')
    const heard = pools.filter(({ instance }) =>
      listeners.some(
        ({ callee }) =>
          callee.kind === 'external' &&
          callee.receiver?.kind === 'instance' &&
          instance.kind === 'instance' &&
          callee.receiver.id === instance.id,
      ),
    )
    const fuzzy = listeners.filter(
      ({ name }) =>
        /^(pg\.Pool\(\)|@neondatabase\/serverless\.Pool\(\)|\?)\.(on|once|addListener)$/.test(name) &&
        name.startsWith('pg'),
    )
    const silent = pools.filter((pool) => !heard.includes(pool))
    if (silent.length === 0 || fuzzy.length >= pools.length)
      return pass(
        listeners.filter(({ name }) => name.startsWith('pg')).map((event) => callAt(event)),
        pools.length,
      )
    const given = silent.filter(({ instance }) => instance.kind === 'instance' && isGivenAway(program, instance.id))
    if (given.length === silent.length)
      return unknown(
        'the pool is handed to code outside the project, which may listen',
        given.map(({ event }) => callAt(event)),
      )
    return fail(
      silent
        .filter((pool) => !given.includes(pool))
        .map(({ event }) => ({
          message: 'an idle connection that fails ends the process: nothing listens for errors of this pool',
          evidence: [callAt(event)],
        })),
      heard.length,
    )
  },
  live: {
    parts: ['faults'],
    evaluate({ faults }) {
      const { connections, ended } = faults!
      if (connections === 0) return notApplicable('no connection was open when the database was cut off')
      const answer = ended ? exitText(ended) : 'it went on'
      const evidence = [probed(`${connections} connections to its database are reset`, answer)]
      if (!ended) return pass(evidence)
      const message = `when its database resets connections, the service ends: it ${exitText(ended)} of running`
      return fail([{ message, evidence, key: 'connections are reset' }])
    },
    silent: ({ reason }) => notApplicable(`the database was not cut off: ${reason}`),
  },
})

/** Passed to a function of a package that is not one of the known drivers. */
function isGivenAway(program: Execution, id: string): boolean {
  return program.events.some((event) => {
    if (
      event.callee.kind !== 'external' ||
      /^(drizzle-orm|kysely|console|pg|connect-pg-simple|@prisma)/.test(event.name) ||
      event.call.args.length === 0 ||
      event.callee.receiver?.kind === 'instance'
    )
      return false
    return (
      event.phase === 'boot' &&
      program.evaluator.arguments(siteOf(event)).some((value) => value.kind === 'instance' && value.id === id)
    )
  })
}
