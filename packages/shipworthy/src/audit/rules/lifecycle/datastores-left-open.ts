import type { Execution } from '../../derive/execution/execution.ts'
import { isNode } from '../../derive/program/file-index.ts'
import { callAt } from '../../derive/evidence.ts'
import type { Datastore } from '../../derive/datastores/datastores-view.ts'
import type { StopHandler } from '../../derive/shutdown-view.ts'
import { lastName } from '../../derive/program/names.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** How each library lets go of its connections. */
const CLOSES: Record<string, RegExp> = {
  pg: /^end$/,
  'shipworthy-kit': /^end$/,
  postgres: /^(end|close)$/,
  slonik: /^end$/,
  mysql2: /^(end|destroy)$/,
  mariadb: /^(end|destroy)$/,
  knex: /^destroy$/,
  sequelize: /^close$/,
  typeorm: /^(destroy|close)$/,
  'mikro-orm': /^close$/,
  prisma: /^\$disconnect$/,
  kysely: /^destroy$/,
  drizzle: /^(end|close)$/,
  mongoose: /^(disconnect|close)$/,
  mongodb: /^close$/,
  mssql: /^close$/,
  ioredis: /^(quit|disconnect|close|destroy)$/,
  redis: /^(quit|disconnect|close|destroy)$/,
}
/** Nest modules that close what they opened once shutdown hooks are on. */
const NEST_MODULES = /^@nestjs\/(typeorm|mongoose|sequelize)\./

const EXPRESS = "const app = require('express')()\n"
const POOL = "const { Pool } = require('pg')\nconst pool = new Pool()\n"

export default defineRule({
  id: 'lifecycle/datastores-left-open',
  catalogue: 'LF13',
  title: 'Shutdown leaves database or Redis connections open',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'shutdown', 'datastores', 'program'],
  tokens: { words: ['SIGTERM', '.end(', '.quit(', '.destroy(', '.disconnect(', '$disconnect'] },
  why: 'Connections that nobody closes keep the process alive until it is killed, and stay counted by the database until it notices: during a rolling deploy the new instances may find no slot left.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'After the server has closed, close every pool and client, then let the process end.',
      code: 'server.close(async () => {\n  await Promise.all([pool.end(), redis.quit()])\n})',
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Close it in an onClose hook.',
      code: "app.addHook('onClose', () => pool.end())",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Close it in onModuleDestroy.',
      code: 'async onModuleDestroy() {\n  await this.$disconnect()\n}',
    },
  ],
  references: [
    { title: 'node-postgres: pool shutdown', url: 'https://node-postgres.com/features/pooling#shutdown' },
    {
      title: 'Prisma: connection management',
      url: 'https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/databases-connections/connection-management',
    },
  ],
  falsePositives: [
    'Fastify onClose hooks and Nest lifecycle methods.',
    'SQLite, which has no server to tell.',
    'Nest modules that close what they opened.',
  ],
  examples: [
    {
      name: 'a lifecycle of @shipworthy/kit that ends the pool',
      outcome: 'pass',
      files: project('@shipworthy/kit@0', {
        'server.mjs':
          "import { createServer } from 'node:http'\nimport { createPool } from '@shipworthy/kit/database'\nimport { createLifecycle, runService } from '@shipworthy/kit/lifecycle'\nconst pool = createPool({ connectionString: process.env.DATABASE_URL })\nconst server = createServer(async (request, response) => response.end(JSON.stringify(await pool.query('SELECT 1'))))\nconst lifecycle = createLifecycle({})\n  .add({ name: 'database', stage: 'pools', stop: () => pool.end() })\n  .server(server, { port: 3000 })\nawait runService(lifecycle)\n",
      }),
    },
    {
      name: 'a lifecycle of @shipworthy/kit that knows nothing of the pool',
      outcome: 'fail',
      files: project('@shipworthy/kit@0', {
        'server.mjs':
          "import { createServer } from 'node:http'\nimport { createPool } from '@shipworthy/kit/database'\nimport { createLifecycle, runService } from '@shipworthy/kit/lifecycle'\nconst pool = createPool({ connectionString: process.env.DATABASE_URL })\nconst server = createServer(async (request, response) => response.end(JSON.stringify(await pool.query('SELECT 1'))))\nconst lifecycle = createLifecycle({})\n  .add({ name: 'database', stage: 'pools' })\n  .server(server, { port: 3000 })\nawait runService(lifecycle)\n",
      }),
    },
    {
      name: 'the pool is closed after the server',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${EXPRESS}${POOL}const server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close(() => pool.end()))\n`,
      }),
    },
    {
      name: 'a Fastify hook closes it',
      outcome: 'pass',
      files: project('fastify@5 pg@8 close-with-grace@2', {
        'server.js': `const app = require('fastify')()\nconst closeWithGrace = require('close-with-grace')\n${POOL}app.addHook('onClose', async () => { await pool.end() })\ncloseWithGrace(async () => { await app.close() })\napp.listen({ port: 3000 })\n`,
      }),
    },
    {
      name: 'MariaDB and Redis are closed',
      outcome: 'pass',
      files: project('express@5 mariadb@3 redis@5', {
        'server.js': `${EXPRESS}const pool = require('mariadb').createPool(process.env.DATABASE_URL)\nconst redis = require('redis').createClient()\nconst server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close(async () => { await pool.end(); redis.destroy() }))\n`,
      }),
    },
    {
      name: 'the client of node-redis stays open',
      outcome: 'fail',
      says: 'redis',
      files: project('express@5 redis@5', {
        'server.js': `${EXPRESS}const redis = require('redis').createClient()\nconst server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close())\n`,
      }),
    },
    {
      name: 'the pool stays open',
      outcome: 'fail',
      says: 'pg',
      line: 3,
      files: project('express@5 pg@8', {
        'server.js': `${EXPRESS}${POOL}const server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close())\n`,
      }),
    },
    {
      name: 'no handler: that is another finding',
      outcome: 'not-applicable',
      files: project('express@5 pg@8', { 'server.js': `${EXPRESS}${POOL}app.listen(3000)\n` }),
    },
    {
      name: 'SQLite',
      outcome: 'not-applicable',
      files: project('express@5 better-sqlite3@11', {
        'server.js': `${EXPRESS}const db = require('better-sqlite3')('data.db')\nconst server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close())\n`,
      }),
    },
    {
      name: 'clean-ups kept in a list',
      outcome: 'unknown',
      files: project('express@5 pg@8', {
        'server.js': `${EXPRESS}${POOL}const server = app.listen(3000)\nconst tasks = require('company-shutdown').tasks\nprocess.on('SIGTERM', () => server.close(() => tasks.forEach((task) => task())))\n`,
      }),
    },
  ],
  evaluate({ service, shutdown, datastores, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const stores = datastores.stores.filter(
      (store) =>
        store.family !== 'sqlite' &&
        store.force !== 'off' &&
        store.library in CLOSES &&
        store.event.phase !== 'unseen' &&
        !isShortLived(store),
    )
    if (stores.length === 0) return notApplicable('no connection that a shutdown would have to close')
    if (shutdown.handlers.length === 0) return notApplicable('SIGTERM is not handled at all (see lifecycle/no-sigterm)')
    const closed = closingNames(shutdown.handlers, program)
    const left = stores.filter((store) => !isClosed(store, closed) && !NEST_MODULES.test(store.name))
    const leftLibraries = left.filter(
      ({ library }, index) => left.findIndex((other) => other.library === library) === index,
    )
    if (leftLibraries.length === 0)
      return pass(
        shutdown.handlers.map(({ event, via }) => callAt(event, via)),
        stores.length,
      )
    if (shutdown.handlers.some(({ isOpen }) => isOpen))
      return unknown(
        'the shutdown calls something that could not be followed, which may close the connections',
        shutdown.handlers.map(({ event }) => callAt(event)),
      )
    return fail(
      leftLibraries.map((store) => ({
        message: `${store.library} is never closed on SIGTERM`,
        evidence: [callAt(store.event), ...shutdown.handlers.map(({ event, via }) => callAt(event, via))],
      })),
      stores.length - left.length,
    )
  },
})

/** Opened and closed in one function, such as the client that takes a lock during a migration. */
function isShortLived({ library, event: { file, call } }: Datastore): boolean {
  if (call.function === 0) return false
  return file.calls.some(
    ({ callee, function: owner }) =>
      owner === call.function && isNode(callee) && callee.type === 'member' && CLOSES[library]!.test(callee.property),
  )
}

/** Closing the server closes no connection to a store. */
const OF_A_SERVER = /^(express|fastify|koa|polka|connect|restify|https?|http2|net|@hono\/node-server|socket\.io|ws)\b/

/** Methods called while stopping: by the handlers, and by the hooks that closing the framework runs. */
function closingNames(handlers: readonly StopHandler[], program: Execution): Set<string> {
  const called = handlers.flatMap(({ calls }) => calls.map(({ name }) => name))
  const names = new Set(called.filter((name) => !OF_A_SERVER.test(name)).map(lastName))
  for (const member of program.members()) {
    if (names.has(member) || !isClosing(member)) continue
    const inHook = program.named(member).some(({ file, call }) => isInHook(file.calls, file.functions, call.function))
    if (inHook) names.add(member)
  }
  return names
}

/** Whether a function is, or lies in, an `onClose` hook or a Nest lifecycle method. */
function isInHook(
  calls: StopHandler['event']['file']['calls'],
  functions: StopHandler['event']['file']['functions'],
  index: number,
): boolean {
  for (let current = index; current > 0; current = functions[current]!.parent) {
    const { name, parent } = functions[current]!
    if (
      /^(onModuleDestroy|beforeApplicationShutdown|onApplicationShutdown|onClose|onShutdown|onSignal|beforeShutdown)$/.test(
        name ?? '',
      )
    )
      return true
    const hook = calls.some(({ callee, args, function: owner }) => {
      const isHook =
        typeof callee === 'object' &&
        callee?.type === 'member' &&
        /^(addHook|registerShutdownHandler|onClose|onShutdown)$/.test(callee.property)
      return (
        isHook &&
        owner === parent &&
        args.some(
          (argument) => typeof argument === 'object' && argument?.type === 'function' && argument.function === current,
        ) &&
        (callee.property !== 'addHook' || args[0] === 'onClose' || args[0] === 'preClose')
      )
    })
    if (hook) return true
  }
  return false
}

function isClosing(member: string): boolean {
  return Object.values(CLOSES).some((pattern) => pattern.test(member))
}

function isClosed({ library }: Datastore, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => CLOSES[library]!.test(name))
}
