import { callAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { lastName } from '../../derive/program/names.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (handler: string): Record<string, string> =>
  project('express@5 ioredis@5', {
    'server.js': `const app = require('express')()\nconst Redis = require('ioredis')\nconst redis = new Redis()\napp.get('/', async (req, res) => {\n  ${handler}\n})\napp.listen(3000)\n`,
  })

const COMMANDS = /^(keys|flushall|flushdb)$/i
const SENDS = /^(call|sendCommand|callBuffer)$/
const CLIENT = /^(ioredis|redis\.|@redis\/client\.)|^fastify\(\)\.redis\./

export default defineRule({
  id: 'cache/keys-command',
  catalogue: 'CA07',
  title: 'KEYS or FLUSHALL is sent while the service runs',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'datastores'],
  tokens: { packages: [...datastoreTokens.packages!, '@fastify/redis', 'fastify-redis'] },
  why: 'Redis answers one command at a time. KEYS looks at every key, so with a million of them all other clients stand still for a second; FLUSHALL and FLUSHDB also take away what other parts of the service keep there: sessions, queues, limits.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Walk through the keys in small steps with SCAN, or keep a set of the keys that belong together.',
      code: "for await (const keys of redis.scanStream({ match: 'user:*', count: 100 })) await redis.unlink(keys)",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Put a version into the name of the key and raise it, instead of emptying the cache.',
    },
  ],
  references: [
    { title: 'Redis: KEYS', url: 'https://redis.io/docs/latest/commands/keys/' },
    { title: 'Redis: SCAN', url: 'https://redis.io/docs/latest/commands/scan/' },
  ],
  falsePositives: [
    'Scripts, tests and command-line tools.',
    'A cache that is emptied once, while the service starts.',
    '`keys()` of something that is not Redis, and commands whose name only begins alike.',
  ],
  examples: [
    {
      name: 'walks with SCAN',
      outcome: 'pass',
      line: 3,
      files: SERVER("for await (const keys of redis.scanStream({ match: 'a:*' })) res.write(String(keys))"),
    },
    {
      name: 'emptied at start',
      outcome: 'pass',
      files: project('express@5 redis@5', {
        'server.js':
          "const app = require('express')()\nconst redis = require('redis').createClient()\nredis.connect().then(() => redis.flushDb())\napp.get('/', async (req, res) => res.send(await redis.get('a')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'keys of a Map',
      outcome: 'pass',
      files: SERVER(
        "const map = new Map()\n  res.json({ keys: map.keys(), all: Object.keys(await redis.hgetall('a')) })",
      ),
    },
    {
      name: 'a script that nothing starts',
      outcome: 'pass',
      files: {
        ...SERVER("res.send(await redis.get('a'))"),
        'scripts/clear.js': "new (require('ioredis'))().flushall()\n",
      },
    },
    {
      name: 'KEYS in a handler',
      outcome: 'fail',
      line: 5,
      says: 'KEYS',
      files: SERVER("res.json(await redis.keys('user:*'))"),
    },
    {
      name: 'in a class of another file',
      outcome: 'fail',
      says: 'FLUSHALL',
      files: project('express@5 redis@5', {
        'server.js':
          "const app = require('express')()\nconst cache = require('./cache')\napp.delete('/cache', async (req, res) => { await cache.clear(); res.end() })\napp.listen(3000)\n",
        'cache.js':
          "const { createClient } = require('redis')\nclass Cache {\n  constructor() { this.client = createClient() }\n  async clear() { await this.client.flushAll() }\n}\nmodule.exports = new Cache()\n",
      }),
    },
    { name: 'sent by name', outcome: 'fail', says: 'KEYS', files: SERVER("res.json(await redis.call('KEYS', '*'))") },
    {
      name: 'no Redis',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'in a function that nothing was seen to call',
      outcome: 'unknown',
      files: project('express@5 ioredis@5', {
        'server.js':
          "const app = require('express')()\nconst Redis = require('ioredis')\nconst redis = new Redis()\nexports.clear = () => redis.flushall()\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, program, datastores }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const calls = program.matching(CLIENT).filter(({ force }) => force !== 'off')
    if (calls.length === 0) return notApplicable('it uses no Redis client of its own')
    const slow = onePerPlace(calls.filter((event) => commandOf(program, event)))
    const running = slow.filter(({ phase }) => phase === 'callback')
    if (running.length > 0)
      return fail(
        running.map((event) => ({
          message: `${commandOf(program, event)} holds up every other client of Redis while it runs`,
          evidence: [callAt(event)],
        })),
      )
    const [unseen] = slow.filter(({ phase }) => phase === 'unseen')
    if (unseen) return unknown('whether a request or a job sends this command could not be followed', [callAt(unseen)])
    const [shown] = datastores.redis.map(({ event }) => event)
    return pass(callAt(shown ?? calls[0]!, `none among ${calls.length} calls of Redis clients`))
  },
})

/** The command in capitals, when it is one of those. */
function commandOf(program: Execution, event: CallEvent): string | undefined {
  const method = lastName(event.name)
  if (event.callee.kind !== 'external' || event.call.kind === 'new') return undefined
  if (COMMANDS.test(method)) return method.toUpperCase()
  if (!SENDS.test(method)) return undefined
  const [first] = program.evaluator.arguments(siteOf(event))
  const name = first?.kind === 'list' ? first.items()[0] : first
  return name?.kind === 'literal' && COMMANDS.test(String(name.value)) ? String(name.value).toUpperCase() : undefined
}

function onePerPlace(events: readonly CallEvent[]): CallEvent[] {
  const found = new Map<string, CallEvent>()
  for (const event of events) {
    const place = `${event.file.path}#${event.callIndex}`
    if (!found.has(place) || event.phase === 'callback') found.set(place, event)
  }
  return [...found.values()]
}
