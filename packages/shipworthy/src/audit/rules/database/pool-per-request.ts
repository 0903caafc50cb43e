import { callAt, codeAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { madePerRequest, type MadePerRequest } from '../../derive/datastores/made-per-request.ts'
import { siteOf } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const PG = (handler: string, before = ''): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool, Client } = require('pg')\n${before}app.get('/', async (req, res) => {\n  ${handler}\n})\napp.listen(3000)\n`,
  })
const PRISMA = (database: string): Record<string, string> =>
  project('express@5 @prisma/client@6', {
    'server.ts':
      "import express from 'express'\nimport { getUsers } from './database'\nconst app = express()\napp.get('/', async (req, res) => { res.json(await getUsers()) })\napp.listen(3000)\n",
    'database.ts': `import { PrismaClient } from '@prisma/client'\n${database}`,
  })

export default defineRule({
  id: 'database/pool-per-request',
  catalogue: 'DB02',
  title: 'A database pool or connection is made for every request',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'program', 'http', 'datastores'],
  tokens: datastoreTokens,
  why: 'A pool that nobody closes keeps its connections after the request is answered: a few hundred requests use up all that the database has, and then the service and everything beside it stand still. A connection that is opened and closed for each request costs several round trips, and a burst of requests is a burst of connections.',
  remedies: [
    {
      for: 'pg',
      effort: 'S',
      text: 'Make one pool when the module is loaded and use it everywhere.',
      code: '// db.js\nexport const pool = new Pool({ max: 10, connectionTimeoutMillis: 5_000 })',
    },
    {
      for: 'prisma',
      effort: 'S',
      text: 'Make one client for the process.',
      code: 'export const prisma = globalThis.prisma ?? new PrismaClient()',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'With a database for each tenant, keep the pools in a map and close those that are idle.',
    },
  ],
  references: [
    { title: 'node-postgres: pooling', url: 'https://node-postgres.com/features/pooling' },
    {
      title: 'Prisma: connection management',
      url: 'https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/databases-connections/connection-management',
    },
  ],
  falsePositives: [
    'A factory that is called once, at start.',
    'A client that is kept: `if (!pool) …`, `globalThis.prisma ??= …`, a map by tenant, `once(…)`.',
    'Scripts and tests.',
    '`mongoose.connect`, which gives back the connection that is there.',
    'A connection to a database that the request names, and one that listens for notifications.',
  ],
  examples: [
    {
      name: 'one pool',
      outcome: 'pass',
      line: 3,
      files: PG("res.json((await pool.query('SELECT 1')).rows)", 'const pool = new Pool()\n'),
    },
    {
      name: 'made when it is first needed',
      outcome: 'pass',
      files: PG(
        "res.json((await getPool().query('SELECT 1')).rows)",
        'let pool\nfunction getPool() {\n  if (!pool) pool = new Pool()\n  return pool\n}\n',
      ),
    },
    {
      name: 'made when it is first needed, in a function that is called for it',
      outcome: 'pass',
      files: PG(
        "res.json((await (await getPool()).query('SELECT 1')).rows)",
        'let pool\nconst make = () => new Pool()\nasync function getPool() {\n  if (pool) return pool\n  pool = make()\n  return pool\n}\n',
      ),
    },
    {
      name: 'a pool for each tenant, kept in a map',
      outcome: 'pass',
      files: PG(
        "res.json((await poolOf(req.params.tenant).query('SELECT 1')).rows)",
        'const pools = new Map()\nfunction poolOf(tenant) {\n  let pool = pools.get(tenant)\n  if (!pool) {\n    pool = new Pool({ database: tenant })\n    pools.set(tenant, pool)\n  }\n  return pool\n}\n',
      ),
    },
    {
      name: 'kept on globalThis',
      outcome: 'pass',
      files: PRISMA(
        'const client = () => (globalThis.prisma ??= new PrismaClient())\nexport const getUsers = () => client().user.findMany()\n',
      ),
    },
    {
      name: 'kept in a class',
      outcome: 'pass',
      files: PRISMA(
        'class Database {\n  private static instance: PrismaClient\n  static get() {\n    if (!Database.instance) Database.instance = new PrismaClient()\n    return Database.instance\n  }\n}\nexport const getUsers = () => Database.get().user.findMany()\n',
      ),
    },
    {
      name: 'a factory that is called once',
      outcome: 'pass',
      files: PG(
        "res.json((await db.query('SELECT 1')).rows)",
        'const createPool = () => new Pool()\nconst db = createPool()\n',
      ),
    },
    {
      name: 'mongoose.connect in a handler',
      outcome: 'pass',
      files: project('express@5 mongoose@8', {
        'server.js':
          "const app = require('express')()\nconst mongoose = require('mongoose')\napp.use(async (req, res, next) => { await mongoose.connect(process.env.DB); next() })\napp.get('/', (req, res) => res.send('ok'))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a pool in a handler',
      outcome: 'fail',
      severity: 'critical',
      line: 4,
      files: PG("const pool = new Pool()\n  res.json((await pool.query('SELECT 1')).rows)"),
    },
    {
      name: 'a Prisma client in a function of another file',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: PRISMA(
        'export async function getUsers() {\n  const prisma = new PrismaClient()\n  return prisma.user.findMany()\n}\n',
      ),
    },
    {
      name: 'a connection that is opened and closed',
      outcome: 'fail',
      severity: 'warning',
      says: 'opened and closed',
      files: PG(
        "const client = new Client()\n  await client.connect()\n  const { rows } = await client.query('SELECT 1')\n  await client.end()\n  res.json(rows)",
      ),
    },
    {
      name: 'a connection of MongoDB in middleware',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 mongodb@6', {
        'server.js':
          "const app = require('express')()\nconst { MongoClient } = require('mongodb')\napp.use(async (req, res, next) => {\n  req.db = (await MongoClient.connect(process.env.MONGO_URL)).db()\n  next()\n})\napp.get('/', async (req, res) => res.json(await req.db.collection('a').findOne()))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'mysql2 in a Next.js route',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'package.json':
          '{"private":true,"scripts":{"start":"next start"},"dependencies":{"next":"^15.0.0","mysql2":"^3.0.0"}}',
        'app/api/users/route.ts':
          "import mysql from 'mysql2/promise'\nexport async function GET() {\n  const pool = mysql.createPool(process.env.DATABASE_URL!)\n  const [rows] = await pool.query('SELECT 1')\n  return Response.json(rows)\n}\n",
      },
    },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a script that nothing starts',
      outcome: 'not-applicable',
      files: {
        ...project('express@5 pg@8', { 'server.js': "require('express')().listen(3000)\n" }),
        'scripts/seed.js': "const { Pool } = require('pg')\nnew Pool().query('SELECT 1')\n",
      },
    },
    {
      name: 'a database that the request names',
      outcome: 'unknown',
      files: PG("const client = new Client({ host: req.body.host })\n  await client.connect()\n  res.send('ok')"),
    },
  ],
  evaluate({ service, program, http, datastores }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const stores = datastores.databases.filter(
      ({ force, event, family }) => force !== 'off' && event.phase !== 'unseen' && family !== 'sqlite',
    )
    if (stores.length === 0) return notApplicable('it makes no connection to a database over the network')
    const made = madePerRequest(program, http)
    const proven = made.filter((entry) => service.serverless === undefined && !isNamedByRequest(program, entry))
    const kept = stores.filter(({ event }) => !made.some((entry) => entry.event.call === event.call))
    if (proven.length > 0) return fail(proven.map(findingFor), kept.length)
    if (made.length > 0)
      return unknown(
        service.serverless
          ? 'how long an instance of a function lives is up to the platform'
          : 'which database is connected to depends on the request',
        made.map(({ event }) => callAt(event)),
      )
    const atStart = kept.filter(({ event }) => event.phase === 'boot')
    if (atStart.length === 0 && http.open)
      return unknown(
        'not all routes could be followed, and the connection is made later than at start',
        kept.map(({ event }) => callAt(event)),
      )
    const shown = atStart.length > 0 ? atStart : kept
    return pass(
      shown.map(({ event }) => callAt(event)),
      shown.length,
    )
  },
})

function findingFor({ event, route, isSingle, isClosed }: MadePerRequest): FindingDraft {
  const what = isSingle ? 'a connection' : 'a pool'
  const message = isClosed
    ? `${what} is opened and closed for every request`
    : `${what} is made for every request and never closed`
  const isProven = !isClosed && event.force === 'on' && route.force === 'on'
  return {
    message,
    severity: isProven ? 'critical' : 'warning',
    evidence: [callAt(event), codeAt(route.file, route.at, `${route.method} ${route.path}`)],
  }
}

/** An address that comes from the request, or that could not be followed, may be another one each time. */
function isNamedByRequest(program: Execution, { event }: MadePerRequest): boolean {
  return program.evaluator.arguments(siteOf(event)).some((value) => variesByRequest(value))
}

function variesByRequest(value: Value, depth = 0): boolean {
  if (depth > 3) return false
  switch (value.kind) {
    case 'parameter':
    case 'unknown':
      return true
    case 'text':
      return value.parts.some((part) => typeof part !== 'string' && variesByRequest(part, depth + 1))
    case 'record':
      return (
        value.open() || value.keys().some((key) => CONNECTS.test(key) && variesByRequest(value.get(key)!, depth + 1))
      )
    case 'alternatives':
      return value.values.some((option) => variesByRequest(option, depth + 1))
    default:
      return false
  }
}

const CONNECTS =
  /^(host|hostname|server|database|user|connection|connectionString|url|uri|datasources|db|datasourceUrl)$/
