import { instancesOf } from '../../derive/containers/instances-of.ts'
import { callAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { laterProperties } from '../../derive/program/later-properties.ts'
import { possibilities, type Value } from '../../derive/program/value.ts'
import type { HttpView } from '../../derive/http/route.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (options: string, before = ''): Record<string, string> =>
  project('express@5 express-session@1 connect-redis@9 memorystore@1', {
    'server.js': `const app = require('express')()\nconst session = require('express-session')\n${before}app.use(session(${options}))\napp.listen(3000)\n`,
    Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
  })
const SCALED = { 'docker-compose.yml': 'services:\n  api:\n    build: .\n    deploy:\n      replicas: 3\n' }

/** Session libraries that keep sessions in the process unless they are given a store. */
const IN_MEMORY = /^(express-session|koa-generic-session)$/
const PLUGIN = /^(@fastify\/session|fastify-session)(\.\w+)?$/
/** The session is in the cookie. */
const IN_COOKIE = /^(cookie-session|koa-session)$/
const COOKIE_PLUGIN = /^@fastify\/secure-session/
const MEMORY_STORE = /(^express-session\.MemoryStore|^memorystore\(\)|^session-memory-store\(\)|\.MemoryStore)\(\)$/

type Store = 'memory' | 'shared' | 'open'

export default defineRule({
  id: 'security/memory-session',
  catalogue: 'SE10',
  title: 'Sessions are kept in the memory of the process',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program', 'workloads', 'entries'],
  tokens: {
    packages: [
      'express-session',
      'koa-generic-session',
      'koa-session',
      'cookie-session',
      '@fastify/session',
      'fastify-session',
      '@fastify/secure-session',
      'memorystore',
      'session-memory-store',
      'cluster',
      'throng',
    ],
  },
  why: 'Every deploy and every restart logs all users out, and expired sessions stay in memory until the process ends: anybody who sends requests without a cookie can fill it. With several instances a user is logged in on one and unknown to the others.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Keep sessions in Redis or in the database.',
      code: 'session({ secret, store: new RedisStore({ client: redis }), … })',
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Give the plugin a store.',
      code: 'app.register(session, { secret, store: new RedisStore({ client: redis }) })',
    },
  ],
  references: [
    {
      title: 'express-session: compatible session stores',
      url: 'https://github.com/expressjs/session#compatible-session-stores',
    },
  ],
  falsePositives: [
    'Sessions that live in the cookie: cookie-session, koa-session, @fastify/secure-session.',
    'A store that is there in production only, also when it is added to the options later.',
    '`session` callbacks of next-auth and the like.',
    'A session that is made and never mounted.',
  ],
  examples: [
    {
      name: 'a store in Redis',
      outcome: 'pass',
      line: 4,
      files: SERVER(
        '{ secret: process.env.SECRET, store: new RedisStore({ client }) }',
        "const { RedisStore } = require('connect-redis'), client = require('redis').createClient()\n",
      ),
    },
    {
      name: 'a store in production',
      outcome: 'pass',
      files: SERVER(
        "{ secret: process.env.SECRET, store: process.env.NODE_ENV === 'production' ? new RedisStore({}) : undefined }",
        "const { RedisStore } = require('connect-redis')\n",
      ),
    },
    {
      name: 'a store that is added in production',
      outcome: 'pass',
      files: SERVER(
        'options',
        "const { RedisStore } = require('connect-redis')\nconst options = { secret: process.env.SECRET }\nif (process.env.NODE_ENV === 'production') options.store = new RedisStore({})\n",
      ),
    },
    {
      name: 'options of another file that get a store there',
      outcome: 'pass',
      files: {
        ...SERVER('options', "const { options } = require('./session')\n"),
        'session.js':
          "const { RedisStore } = require('connect-redis')\nconst options = { secret: process.env.SECRET }\nif (process.env.NODE_ENV === 'production') options.store = new RedisStore({})\nexports.options = options\n",
      },
    },
    {
      name: 'sessions in the cookie',
      outcome: 'pass',
      files: project('express@5 cookie-session@2', {
        'server.js':
          "const app = require('express')()\napp.use(require('cookie-session')({ keys: [process.env.KEY] }))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'no store',
      outcome: 'fail',
      severity: 'warning',
      line: 3,
      files: SERVER('{ secret: process.env.SECRET }'),
    },
    {
      name: 'no store, and three replicas',
      outcome: 'fail',
      severity: 'critical',
      says: '3 replicas',
      files: { ...SERVER('{ secret: process.env.SECRET }'), ...SCALED },
    },
    {
      name: 'a store for development only',
      outcome: 'fail',
      files: SERVER(
        'options',
        "const { RedisStore } = require('connect-redis')\nconst options = { secret: process.env.SECRET }\nif (process.env.NODE_ENV === 'development') options.store = new RedisStore({})\n",
      ),
    },
    {
      name: 'a store that is the memory',
      outcome: 'fail',
      files: SERVER('{ secret: process.env.SECRET, store: new session.MemoryStore() }'),
    },
    {
      name: 'Fastify without a store',
      outcome: 'fail',
      line: 3,
      files: project('fastify@5 @fastify/session@11 @fastify/cookie@11', {
        'server.js':
          "const app = require('fastify')()\napp.register(require('@fastify/cookie'))\napp.register(require('@fastify/session'), { secret: process.env.SECRET })\napp.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'no session, but a callback of that name',
      outcome: 'not-applicable',
      files: project('express@5 next-auth@4', {
        'server.js':
          "const app = require('express')()\nconst NextAuth = require('next-auth')\napp.use(NextAuth({ callbacks: { session: ({ session }) => session } }))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'made and never mounted',
      outcome: 'not-applicable',
      files: project('express@5 express-session@1', {
        'server.js':
          "const app = require('express')()\nconst session = require('express-session')({ secret: process.env.SECRET })\napp.listen(3000)\n",
      }),
    },
    { name: 'options from elsewhere', outcome: 'unknown', files: SERVER("require('company-settings').session") },
    {
      name: 'a store where there is an address for it',
      outcome: 'unknown',
      files: SERVER(
        '{ secret: process.env.SECRET, store: process.env.REDIS_URL ? new RedisStore({}) : undefined }',
        "const { RedisStore } = require('connect-redis')\n",
      ),
    },
  ],
  evaluate({ service, http, program, workloads, entries }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const sessions = sessionsIn(program, http)
    const [inCookie] = cookieSessions(program)
    if (sessions.length === 0)
      return inCookie ? pass(callAt(inCookie, 'sessions live in the cookie')) : notApplicable('it keeps no sessions')
    const inMemory = sessions.filter(({ store }) => store === 'memory')
    if (inMemory.length > 0) {
      const instances = instancesOf(program, workloads, entries)
      const several = instances.count === 'several' ? instances : undefined
      return fail(
        inMemory.map(({ event }) => ({
          message: several
            ? `sessions are kept in the memory of each process while ${several.text}`
            : 'sessions are kept in the memory of the process: each deploy logs everybody out',
          evidence: [callAt(event), ...(several ? [several.evidence] : [])],
          ...(several && { severity: 'critical' as const }),
        })),
        sessions.length - inMemory.length,
      )
    }
    const open = sessions.filter(({ store }) => store === 'open')
    if (open.length > 0)
      return unknown(
        'where sessions are kept is not known',
        open.map(({ event }) => callAt(event)),
      )
    return pass(
      sessions.map(({ event }) => callAt(event)),
      sessions.length,
    )
  },
})

interface Session {
  event: CallEvent
  store: Store
}

/** Sessions that are in force and mounted, with where they are kept. */
function sessionsIn(program: Execution, http: HttpView): Session[] {
  const made = program
    .matching(IN_MEMORY)
    .filter((event) => event.force !== 'off' && event.phase !== 'unseen' && isMounted(http, event))
    .map((event) => ({ event, store: storeIn(program, event, 0) }))
  const registered = registrations(program, PLUGIN).map((event) => ({ event, store: storeIn(program, event, 1) }))
  const all = [...made, ...registered]
  return all.filter(({ event }, index) => all.findIndex((other) => other.event.call === event.call) === index)
}

function cookieSessions(program: Execution): CallEvent[] {
  const made = program.matching(IN_COOKIE).filter(({ force, phase }) => force !== 'off' && phase !== 'unseen')
  return [...made, ...registrations(program, COOKIE_PLUGIN)]
}

function registrations(program: Execution, plugin: RegExp): CallEvent[] {
  return program.matching(/^fastify\(\)\.register$/).filter((event) => {
    const [first] = event.force === 'off' ? [] : program.evaluator.arguments(siteOf(event))
    return first?.kind === 'external' && plugin.test(first.name)
  })
}

/** Handed to `app.use`, also inside a list or by a function of the project; routes that were not found leave a doubt. */
function isMounted({ apps, routes, open }: HttpView, { file, callIndex }: CallEvent): boolean {
  const isIt = ({ value }: { value: Value }): boolean =>
    possibilities(value).some(
      (option) => option.kind === 'instance' && option.call?.file === file && option.call.call === callIndex,
    )
  return (
    open ||
    apps.some(({ middleware }) => middleware.some(isIt)) ||
    routes.some(({ middleware }) => middleware.some(isIt))
  )
}

function storeIn(program: Execution, event: CallEvent, position: number): Store {
  const options = program.evaluator.arguments(siteOf(event))[position]
  const written = options?.kind === 'record' ? options.get('store') : undefined
  const later = storeGivenLater(program, options)
  if (later) return later
  if (written) return kindOfStore(written)
  if (!options || (options.kind === 'literal' && options.value === undefined)) return 'memory'
  return options.kind === 'record' && !options.open() ? 'memory' : 'open'
}

function kindOfStore(value: Value): Store {
  const kinds = possibilities(value).map((option): Store => {
    if (option.kind === 'literal' && !option.value) return 'memory'
    if (option.kind === 'instance') return MEMORY_STORE.test(option.name) ? 'memory' : 'shared'
    return option.kind === 'object' ? 'shared' : 'open'
  })
  return kinds.every((kind) => kind === kinds[0]) ? kinds[0]! : 'open'
}

/** `options.store = new RedisStore()` after the options were written, where that runs in production. */
function storeGivenLater({ evaluator }: Execution, options: Value | undefined): Store | undefined {
  if (options?.kind !== 'record') return undefined
  const given = laterProperties(evaluator, options, 'store')
    .map(({ file, assignment }) => ({ file, assignment, ...evaluator.force(file, assignment.guard, undefined) }))
    .filter(({ force }) => force !== 'off')
  const [first] = given
  if (!first) return undefined
  const kind = kindOfStore(evaluator.evaluate(first.file, first.assignment.value))
  return first.force === 'on' || kind === 'memory' ? kind : 'open'
}
