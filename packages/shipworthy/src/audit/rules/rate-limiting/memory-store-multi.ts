import { instancesOf } from '../../derive/containers/instances-of.ts'
import { codeAt } from '../../derive/evidence.ts'
import type { Limit } from '../../derive/http/rate-limits-view.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { optionsOf } from '../../derive/http/middleware.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (options: string): string =>
  `const { rateLimit } = require('express-rate-limit')\nconst { RedisStore } = require('rate-limit-redis')\nconst app = require('express')()\napp.use(rateLimit(${options}))\napp.listen(3000)\n`
const COMPOSE = 'services:\n  api:\n    build: .\n    deploy:\n      replicas: 3\n'
const DOCKERFILE = 'FROM node:24\nCMD ["node", "server.js"]\n'

export default defineRule({
  id: 'rate-limiting/memory-store-multi',
  catalogue: 'RL03',
  title: 'Limits are counted per process while several run',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'rateLimits', 'program', 'workloads', 'entries'],
  tokens: { packages: ['cluster', 'throng', 'rate-limit-redis'] },
  why: 'With a store in memory, each instance counts for itself: with three replicas a client gets three times the limit, and every restart sets it back to zero.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Keep the counters in Redis.',
      code: 'rateLimit({ limit: 100, store: new RedisStore({ sendCommand: (...args) => client.sendCommand(args) }) })',
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Give the plugin a Redis client.',
      code: 'app.register(rateLimit, { max: 100, redis })',
    },
    { for: 'nest', effort: 'S', text: 'Use a throttler storage on Redis.' },
  ],
  references: [
    { title: 'express-rate-limit: data stores', url: 'https://express-rate-limit.mintlify.app/reference/stores' },
  ],
  falsePositives: ['A single instance.', 'A store that is passed in from elsewhere is not taken for memory.'],
  examples: [
    {
      name: 'counted in Redis',
      outcome: 'pass',
      files: project('express@5 express-rate-limit@7 rate-limit-redis@4', {
        'server.js': SERVER('{ limit: 100, store: new RedisStore({}) }'),
        Dockerfile: DOCKERFILE,
        'docker-compose.yml': COMPOSE,
      }),
    },
    {
      name: 'counted in memory, three replicas',
      outcome: 'fail',
      says: '3',
      line: 4,
      files: project('express@5 express-rate-limit@7', {
        'server.js': SERVER('{ limit: 100 }'),
        Dockerfile: DOCKERFILE,
        'docker-compose.yml': COMPOSE,
      }),
    },
    {
      name: 'one instance',
      outcome: 'not-applicable',
      files: project('express@5 express-rate-limit@7', {
        'server.js': SERVER('{ limit: 100 }'),
        Dockerfile: DOCKERFILE,
        'docker-compose.yml': 'services:\n  api:\n    build: .\n',
      }),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: project('express@5 express-rate-limit@7', {
        'server.js': SERVER("require('company-settings').limits"),
        Dockerfile: DOCKERFILE,
        'docker-compose.yml': COMPOSE,
      }),
    },
  ],
  evaluate({ service, rateLimits, program, workloads, entries }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const limits = [...rateLimits.global, ...rateLimits.all].filter(
      ({ force }, index, all) =>
        force !== 'off' && all.findIndex((other) => other.middleware === all[index]!.middleware) === index,
    )
    if (limits.length === 0) return notApplicable('no rate limiter in force')
    const several = instancesOf(program, workloads, entries)
    if (several.count !== 'several') return notApplicable('nothing says that more than one instance runs')
    const judged = limits.map((limit) => ({ limit, store: storeOf(program, limit) }))
    const memory = judged.filter(({ store }) => store === 'memory')
    if (memory.length > 0) {
      return fail(
        memory.map(({ limit }) => ({
          message: `counts in its own memory while ${several.text}`,
          evidence: [codeAt(limit.middleware.file, limit.middleware.at), several.evidence],
        })),
        judged.length - memory.length,
      )
    }
    if (judged.every(({ store }) => store === 'open'))
      return unknown(
        'where the limits are counted is not known',
        judged.map(({ limit }) => codeAt(limit.middleware.file, limit.middleware.at)),
      )
    return pass(
      judged.map(({ limit }) => codeAt(limit.middleware.file, limit.middleware.at)),
      judged.length,
    )
  },
})

function storeOf(program: Execution, { middleware }: Limit): 'memory' | 'shared' | 'open' {
  const { value } = middleware
  if (value.kind !== 'instance' || !/^(express-rate-limit|@fastify\/rate-limit|express-slow-down)/.test(value.name))
    return 'open'
  const options: Value | undefined = optionsOf(program, middleware)
  if (!options || (options.kind === 'literal' && options.value === undefined)) return 'memory'
  if (options.kind !== 'record') return 'open'
  const store = options.get('store') ?? options.get('redis')
  if (store && !(store.kind === 'literal' && store.value === undefined))
    return store.kind === 'instance' && /MemoryStore/.test(store.name) ? 'memory' : 'shared'
  return options.open() ? 'open' : 'memory'
}
