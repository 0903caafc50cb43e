import { callAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { isErrorListener, type RedisClient } from '../../derive/datastores/redis-clients-view.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { packageOfName } from '../../derive/program/names.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const REDIS = (made: string, rest = ''): Record<string, string> =>
  project('express@5 redis@5', {
    'server.js': `const app = require('express')()\nconst { createClient } = require('redis')\nconst redis = ${made}\n${rest}redis.connect()\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n`,
  })
const IOREDIS = (rest: string): Record<string, string> =>
  project('express@5 ioredis@5 bullmq@5', {
    'server.js': `const app = require('express')()\nconst Redis = require('ioredis')\nconst redis = new Redis(process.env.REDIS_URL)\n${rest}app.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'cache/no-error-listener',
  catalogue: 'CA03',
  title: 'No error listener on a Redis client',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'redisClients', 'program', 'packages'],
  tokens: { packages: datastoreTokens.packages! },
  why: 'node-redis emits `error` whenever the connection breaks. Without a listener that is an uncaught exception: when Redis restarts, every instance of the service ends at the same moment. ioredis does not end the process, but writes to stderr past the logger, so nobody is told.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Log it; the client connects again by itself. `duplicate()` makes a client that needs a listener of its own.',
      code: "redis.on('error', (error) => logger.error(error, 'redis'))",
    },
  ],
  references: [
    { title: 'node-redis: events', url: 'https://github.com/redis/node-redis#events' },
    { title: 'ioredis: error handling', url: 'https://github.com/redis/ioredis#error-handling' },
  ],
  falsePositives: [
    'A listener attached in another file, in a chain, or in the class that holds the client.',
    'A library that listens on the client it is given, such as BullMQ.',
    'A client that is handed to code outside the project is not judged.',
  ],
  examples: [
    {
      name: 'a listener',
      outcome: 'pass',
      line: 4,
      files: REDIS('createClient()', "redis.on('error', console.error)\n"),
    },
    {
      name: 'a listener in the chain that makes it',
      outcome: 'pass',
      files: project('express@5 redis@5', {
        'server.mjs':
          "import express from 'express'\nimport { createClient } from 'redis'\nconst redis = await createClient().on('error', (error) => console.error(error)).connect()\nconst app = express()\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a listener in another file',
      outcome: 'pass',
      files: project('express@5 redis@5', {
        'server.js':
          "const app = require('express')()\nconst { redis } = require('./cache')\nredis.on('error', console.error)\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n",
        'cache.js': "exports.redis = require('redis').createClient()\n",
      }),
    },
    {
      name: 'a listener in the class that holds it',
      outcome: 'pass',
      files: project('express@5 ioredis@5', {
        'server.ts':
          "import express from 'express'\nimport { Redis } from 'ioredis'\nclass Cache {\n  private client: Redis\n  constructor() {\n    this.client = new Redis()\n    this.client.on('error', (error) => console.error(error))\n  }\n  get(key: string) { return this.client.get(key) }\n}\nconst cache = new Cache()\nconst app = express()\napp.get('/', async (req, res) => res.send(await cache.get('a')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a class that extends the client listens for itself',
      outcome: 'pass',
      files: project('express@5 ioredis@5', {
        'server.js':
          "const app = require('express')()\nconst Cache = require('./cache')\nconst cache = new Cache()\nconst other = new Cache()\napp.get('/', async (req, res) => res.send(await cache.get('a') + await other.get('b')))\napp.listen(3000)\n",
        'cache.js':
          "const Redis = require('ioredis')\nmodule.exports = class Cache extends Redis {\n  constructor() {\n    super(process.env.REDIS_URL)\n    this.on('error', (error) => console.error(error))\n  }\n}\n",
      }),
    },
    {
      name: 'BullMQ listens on the connection it is given',
      outcome: 'pass',
      files: project('ioredis@5 bullmq@5', {
        'worker.js':
          "const Redis = require('ioredis')\nconst { Worker } = require('bullmq')\nconst connection = new Redis({ maxRetriesPerRequest: null })\nnew Worker('mail', async () => {}, { connection })\n",
      }),
    },
    {
      name: 'node-redis without a listener',
      outcome: 'fail',
      severity: 'warning',
      says: 'ends the process',
      line: 3,
      files: REDIS('createClient()'),
    },
    { name: 'ioredis without a listener', outcome: 'fail', severity: 'info', line: 3, files: IOREDIS('') },
    {
      name: 'a duplicate without a listener',
      outcome: 'fail',
      severity: 'warning',
      line: 5,
      files: REDIS('createClient()', "redis.on('error', console.error)\nconst sub = redis.duplicate()\n"),
    },
    {
      name: 'a library has its own connection',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js':
          "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {}, { connection: { host: 'redis' } })\n",
      }),
    },
    {
      name: 'handed to somebody else',
      outcome: 'unknown',
      files: REDIS('createClient()', "require('company-redis').watch(redis)\n"),
    },
  ],
  evaluate({ service, redisClients, program, packages }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const clients = redisClients.clients.filter(({ event }) => event.force !== 'off' && event.phase !== 'unseen')
    if (clients.length === 0) return notApplicable('it makes no Redis client of its own')
    const loose = redisClients.loose.filter((event) => isErrorListener(program, event))
    const oldStore = (packages.major('connect-redis') ?? 4) < 4
    const listenerOf = (client: RedisClient): Evidence | undefined => heardBy(client, loose, oldStore)
    const heard = clients.flatMap((client) => listenerOf(client) ?? [])
    const silent = clients.filter((client) => !listenerOf(client))
    const certain = silent.filter(({ escapes }) => escapes.length === 0)
    if (certain.length > 0) return fail(certain.map(findingFor), heard.length)
    if (silent.length > 0)
      return unknown(
        'the client is handed to code outside the project, which may listen',
        silent.flatMap(({ escapes }) => escapes.slice(0, 1).map((event) => callAt(event))),
      )
    return pass(heard, heard.length)
  },
})

function heardBy(
  { library, errorListeners, uses }: RedisClient,
  loose: readonly CallEvent[],
  oldStore: boolean,
): Evidence | undefined {
  if (errorListeners[0]) return callAt(errorListeners[0])
  const owner = uses.find(({ role }) => role === 'queue' || (oldStore && role === 'session'))
  if (owner) return callAt(owner.event, 'attaches a listener of its own')
  const other = loose.find(({ name }) => isOf(library, name))
  return other && callAt(other, 'on an injected client')
}

function isOf(library: RedisClient['library'], name: string): boolean {
  return packageOfName(name).includes('ioredis') === (library === 'ioredis')
}

function findingFor({ library, event }: RedisClient): FindingDraft {
  return library === 'redis'
    ? {
        message: 'a lost connection ends the process: nothing listens for errors of this client',
        evidence: [callAt(event)],
      }
    : {
        message: 'errors of this client go to stderr past the logger: nothing listens for them',
        severity: 'info',
        evidence: [callAt(event)],
      }
}
