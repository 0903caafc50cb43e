import { callAt, siteAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { isCommand, type RedisClient, type RedisClientsView } from '../../derive/datastores/redis-clients-view.ts'
import { isAbandoned } from '../../derive/execution/is-abandoned.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { Value } from '../../derive/program/value.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'

const IOREDIS = (options: string): Record<string, string> =>
  project('express@5 ioredis@5', {
    'server.js': `const app = require('express')()\nconst Redis = require('ioredis')\nconst redis = new Redis(process.env.REDIS_URL${options && `, ${options}`})\nredis.on('error', console.error)\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n`,
  })
const REDIS = (options: string): Record<string, string> =>
  project('express@5 redis@5', {
    'server.js': `const app = require('express')()\nconst { createClient } = require('redis')\nconst redis = createClient(${options})\nredis.on('error', console.error)\nredis.connect()\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n`,
  })

interface Bound {
  path: string
  /** Whether a value ends the wait; nothing when that is not known. */
  ends: (value: Value, truth: boolean | undefined) => boolean | undefined
}

const whenSet: Bound['ends'] = (value, truth) => (value.kind === 'environment' && !value.fallback ? undefined : truth)
const whenOff: Bound['ends'] = (_, truth) => (truth === undefined ? undefined : !truth)
/** Up to so many attempts to connect take less than a second. */
const FEW_ATTEMPTS = 3
const whenFew: Bound['ends'] = (value) =>
  value.kind === 'literal' ? typeof value.value === 'number' && value.value <= FEW_ATTEMPTS : undefined

/** What ends the wait for an answer, in each library. */
const BOUNDS: Record<RedisClient['library'], readonly Bound[]> = {
  ioredis: [
    { path: 'commandTimeout', ends: whenSet },
    { path: 'socketTimeout', ends: whenSet },
    { path: 'enableOfflineQueue', ends: whenOff },
    { path: 'maxRetriesPerRequest', ends: whenFew },
  ],
  redis: [
    { path: 'commandOptions.timeout', ends: whenSet },
    { path: 'disableOfflineQueue', ends: whenSet },
    { path: 'defaults.disableOfflineQueue', ends: whenSet },
    { path: 'clientOptions.disableOfflineQueue', ends: whenSet },
    { path: 'enable_offline_queue', ends: whenOff },
  ],
}

export default defineRule({
  id: 'cache/no-command-timeout',
  catalogue: 'CA04',
  title: 'A Redis command on the request path may wait without limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'redisClients', 'program'],
  tokens: { packages: datastoreTokens.packages! },
  why: 'While Redis is unreachable both libraries keep commands in a queue: ioredis for 20 attempts to connect (ten seconds and more), node-redis until the connection is back. Requests pile up behind a cache that was meant to make them faster, and the service fails with it.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'ioredis: give the client of the request path a timeout. It must not be the client of a BullMQ worker, which blocks on purpose.',
      code: 'new Redis(url, { commandTimeout: 500, maxRetriesPerRequest: 1 })',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'node-redis: refuse commands while there is no connection, and end a connection that no longer answers.',
      code: 'createClient({ url, disableOfflineQueue: true, pingInterval: 10_000, socket: { socketTimeout: 30_000 } })',
    },
  ],
  references: [
    { title: 'ioredis: options', url: 'https://redis.github.io/ioredis/interfaces/CommonRedisOptions.html' },
    {
      title: 'node-redis: client configuration',
      url: 'https://github.com/redis/node-redis/blob/master/docs/client-configuration.md',
    },
    {
      title: 'AWS Well-Architected: set client timeouts',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_client_timeouts.html',
    },
  ],
  falsePositives: [
    'Connections of BullMQ and of subscribers, which wait on purpose.',
    'Clients that no request waits for, and programs that only work through a queue.',
    'A client that refuses commands at once while there is no connection.',
    'A caller that gives up by itself (`Promise.race`, `pTimeout`).',
  ],
  examples: [
    { name: 'a command timeout', outcome: 'pass', line: 3, files: IOREDIS('{ commandTimeout: 500 }') },
    { name: 'no queue while there is no connection', outcome: 'pass', files: REDIS('{ disableOfflineQueue: true }') },
    {
      name: 'a timeout for every command of node-redis',
      outcome: 'pass',
      files: REDIS('{ commandOptions: { timeout: 500 } }'),
    },
    {
      name: 'ioredis without a queue, and one that tries once',
      outcome: 'pass',
      files: IOREDIS('{ enableOfflineQueue: false, maxRetriesPerRequest: 1 }'),
    },
    {
      name: 'a plugin of Fastify is given the client',
      outcome: 'fail',
      line: 3,
      files: project('fastify@5 @fastify/rate-limit@10 ioredis@5', {
        'server.js':
          "const app = require('fastify')()\nconst Redis = require('ioredis')\nconst redis = new Redis()\napp.register(require('@fastify/rate-limit'), { max: 100, redis })\napp.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'a timeout that is added to the options',
      outcome: 'pass',
      line: 4,
      files: project('express@5 ioredis@5', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nconst options = { host: process.env.REDIS_HOST }\noptions.commandTimeout = 500\nconst redis = new Redis(options)\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'the caller gives up',
      outcome: 'pass',
      files: project('express@5 ioredis@5 p-timeout@6', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nconst { default: pTimeout } = require('p-timeout')\nconst redis = new Redis()\napp.get('/', async (req, res) => res.send(await pTimeout(redis.get('a'), { milliseconds: 200 })))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a password where there is one',
      outcome: 'fail',
      files: IOREDIS('{ ...(process.env.REDIS_PASSWORD && { password: process.env.REDIS_PASSWORD }) }'),
    },
    { name: 'ioredis as it comes', outcome: 'fail', line: 3, says: '20 attempts', files: IOREDIS('') },
    {
      name: 'ioredis that never gives up',
      outcome: 'fail',
      says: 'for ever',
      files: IOREDIS('{ maxRetriesPerRequest: null }'),
    },
    {
      name: 'node-redis as it comes',
      outcome: 'fail',
      line: 3,
      says: 'queue',
      files: REDIS('{ url: process.env.REDIS_URL }'),
    },
    {
      name: 'sessions in Redis',
      outcome: 'fail',
      line: 4,
      files: project('express@5 express-session@1 connect-redis@9 redis@5', {
        'server.js':
          "const app = require('express')()\nconst session = require('express-session')\nconst { RedisStore } = require('connect-redis')\nconst client = require('redis').createClient()\napp.use(session({ secret: process.env.SECRET, store: new RedisStore({ client }) }))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a connection of BullMQ',
      outcome: 'not-applicable',
      files: project('express@5 ioredis@5 bullmq@5', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nconst { Queue } = require('bullmq')\nconst connection = new Redis({ maxRetriesPerRequest: null })\nconst mail = new Queue('mail', { connection })\napp.post('/', async (req, res) => { await mail.add('welcome', {}); res.end() })\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a worker without HTTP',
      outcome: 'not-applicable',
      files: project('ioredis@5 bullmq@5', {
        'worker.js':
          "const Redis = require('ioredis')\nconst { Worker } = require('bullmq')\nconst cache = new Redis()\nnew Worker('mail', async () => { await cache.get('a') }, { connection: {} })\n",
      }),
    },
    {
      name: 'a subscriber',
      outcome: 'not-applicable',
      files: project('express@5 ioredis@5', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nconst events = new Redis()\nevents.subscribe('news')\nevents.on('message', console.log)\napp.listen(3000)\n",
      }),
    },
    { name: 'options from elsewhere', outcome: 'unknown', files: IOREDIS("require('company-settings').redis") },
    {
      name: 'a client that is handed to somebody else',
      outcome: 'unknown',
      files: project('express@5 ioredis@5', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nrequire('company-cache').use(new Redis())\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, redisClients, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const clients = redisClients.clients.filter(({ event }) => event.force !== 'off' && event.phase !== 'unseen')
    if (clients.length === 0) return notApplicable('it makes no Redis client of its own')
    const judged = clients
      .map((client) => ({ client, commands: waitedFor(client, redisClients) }))
      .filter(({ commands }) => commands.length > 0)
      .map(({ client, commands }) => ({ client, waits: commands.filter((event) => !isAbandoned(event)) }))
      .map(({ client, waits }) => ({ client, waits, state: waits.length > 0 ? boundOf(program, client) : 'bounded' }))
    if (judged.length === 0) return whenNoneIsWaitedFor(clients)
    const bounded = judged.filter(({ state }) => state === 'bounded')
    const endless = judged.filter(({ state }) => state === 'endless')
    if (endless.length > 0)
      return fail(
        endless.map(({ client, waits }) => ({
          message: describeWait(client),
          evidence: [callAt(client.event), callAt(waits[0]!)],
        })),
        bounded.length,
      )
    const open = judged.filter(({ state }) => state === 'open')
    if (open.length > 0)
      return unknown(
        'the options of the Redis client are not known',
        open.map(({ client }) => callAt(client.event)),
      )
    return pass(
      bounded.map(({ client }) => boundEvidence(program, client)),
      bounded.length,
    )
  },
})

/** What requests and jobs wait for. A client that serves a queue blocks on purpose. */
function waitedFor(client: RedisClient, { clients, loose }: RedisClientsView): CallEvent[] {
  if (client.uses.some(({ role }) => role === 'queue')) return []
  const own = client.uses.filter(({ role }) => role === 'request' || role === 'session')
  if (own.length > 0 || client.uses.length > 0) return own.map(({ event }) => event)
  // The only client of its library is the one that is injected.
  const others = clients.filter(({ library }) => library === client.library)
  return others.length === 1 ? loose.filter((event) => event.phase === 'callback' && isCommand(event)) : []
}

function whenNoneIsWaitedFor(clients: readonly RedisClient[]): Verdict {
  const puzzling = clients.filter(({ uses, escapes }) => uses.length === 0 && escapes.length > 0)
  if (puzzling.length === 0) return notApplicable('no request and no job waits for a command of these clients')
  return unknown(
    'what the client is used for could not be followed',
    puzzling.flatMap(({ escapes }) => escapes.slice(0, 1).map((event) => callAt(event))),
  )
}

function boundOf(program: Execution, client: RedisClient): 'bounded' | 'open' | 'endless' {
  const states = BOUNDS[client.library].flatMap(({ path, ends }) => {
    const found = client.setting(path)
    return found ? [ends(found.value, program.evaluator.truth(found.value))] : []
  })
  if (states.includes(true)) return 'bounded'
  return states.includes(undefined) || client.isOpen ? 'open' : 'endless'
}

function boundEvidence(program: Execution, { library, setting, event }: RedisClient): Evidence {
  const bound = BOUNDS[library]
    .flatMap(({ path, ends }) => ({ found: setting(path), ends }))
    .find(({ found, ends }) => found && ends(found.value, program.evaluator.truth(found.value)) === true)?.found
  return bound?.site ? siteAt(bound.site, bound.name) : callAt(event)
}

function describeWait({ library, written }: RedisClient): string {
  if (library === 'redis')
    return 'while Redis is unreachable, commands are kept in a queue and requests wait until it is back'
  const retries = written('maxRetriesPerRequest')
  if (retries?.kind === 'literal' && retries.value === null)
    return 'a command waits for ever while Redis is unreachable: maxRetriesPerRequest is null and there is no commandTimeout'
  const attempts = retries?.kind === 'literal' && typeof retries.value === 'number' ? retries.value : 20
  return `no commandTimeout: while Redis is unreachable a command waits for ${attempts} attempts to connect; when it no longer answers, until the connection breaks`
}
