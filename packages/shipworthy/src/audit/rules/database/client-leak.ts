import { callAt, codeAt } from '../../derive/evidence.ts'
import { checkedOutClients, type CheckedOut, type ReturnState } from '../../derive/datastores/checked-out.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const PG = (handler: string, before = ''): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\n${before}app.get('/', async (req, res) => {\n${handler}\n})\napp.listen(3000)\n`,
  })
const MYSQL = (handler: string): Record<string, string> =>
  project('express@5 mysql2@3', {
    'server.js': `const app = require('express')()\nconst pool = require('mysql2').createPool(process.env.DATABASE_URL)\napp.get('/', (req, res) => {\n${handler}\n})\napp.listen(3000)\n`,
  })

const MESSAGES: Partial<Record<ReturnState, string>> = {
  never: 'the client is never released',
  'unless-error': 'an error or a return before the release leaves the client checked out: release it in finally',
  'on-error-only': 'the client is released only when something fails',
}

export default defineRule({
  id: 'database/client-leak',
  catalogue: 'DB08',
  title: 'A client taken from the pool is not released on every path',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program'],
  tokens: { ...datastoreTokens, words: [...datastoreTokens.words!, 'createQueryRunner', 'getConnection('] },
  why: 'A client that is not given back is gone until the process ends. Each failing query takes one more out of the pool; after ten of them, or whatever the size of the pool is, every request waits for a connection that never comes.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Release it in finally, or let a helper do so for all callers.',
      code: 'const client = await pool.connect()\ntry {\n  …\n} finally {\n  client.release()\n}',
    },
    {
      for: 'pg',
      effort: 'S',
      text: 'For a single statement use `pool.query`, which takes and releases a client by itself.',
    },
    {
      for: 'typeorm',
      effort: 'S',
      text: 'Prefer `dataSource.transaction(async (manager) => …)`, which releases by itself.',
    },
  ],
  references: [
    {
      title: 'node-postgres: check out a client',
      url: 'https://node-postgres.com/features/pooling#checkout-use-and-return',
    },
    { title: 'TypeORM: query runner', url: 'https://typeorm.io/docs/query-runner' },
  ],
  falsePositives: [
    'A helper that takes a client, runs what it is given, and releases it.',
    'A client that is returned or handed on: whoever gets it releases it.',
    '`await using`, and a release in `.finally()`.',
    'A connection that listens for notifications, which is kept on purpose.',
    'A release in the try block and another one in catch.',
  ],
  examples: [
    {
      name: 'released in finally',
      outcome: 'pass',
      line: 5,
      files: PG(
        "  const client = await pool.connect()\n  try { res.json(await client.query('SELECT 1')) } finally { client.release() }",
      ),
    },
    {
      name: 'a helper for all callers',
      outcome: 'pass',
      files: PG(
        "  res.json(await withClient((client) => client.query('SELECT 1')))",
        'async function withClient(run) {\n  let client\n  try {\n    client = await pool.connect()\n    return await run(client)\n  } finally {\n    if (client) client.release()\n  }\n}\n',
      ),
    },
    {
      name: 'released in try and in catch',
      outcome: 'pass',
      files: PG(
        "  const client = await pool.connect()\n  try {\n    await client.query('SELECT 1')\n    client.release()\n    res.send('ok')\n  } catch (error) {\n    client.release()\n    res.status(500).end()\n  }",
      ),
    },
    {
      name: 'released after a catch that goes on',
      outcome: 'pass',
      files: PG(
        "  const client = await pool.connect()\n  try {\n    res.json(await client.query('SELECT 1'))\n  } catch (error) {\n    res.status(500).end()\n  }\n  client.release()",
      ),
    },
    {
      name: 'a return before the release',
      outcome: 'fail',
      files: PG(
        "  const client = await pool.connect()\n  try {\n    const { rows } = await client.query('SELECT 1')\n    if (rows.length === 0) return res.status(404).end()\n    res.json(rows)\n  } catch (error) {\n    res.status(500).end()\n  }\n  client.release()",
      ),
    },
    {
      name: 'a promise chain',
      outcome: 'pass',
      files: PG(
        "  pool.connect().then((client) => client.query('SELECT 1').then((rows) => res.json(rows)).finally(() => client.release()))",
      ),
    },
    {
      name: 'a look at start, with a callback',
      outcome: 'pass',
      files: project('express@5 mysql2@3', {
        'server.js':
          "const pool = require('mysql2').createPool(process.env.DATABASE_URL)\npool.getConnection((error, connection) => {\n  if (error) throw error\n  console.log('connected')\n  connection.release()\n})\nrequire('express')().listen(3000)\n",
      }),
    },
    {
      name: 'MariaDB, released in finally',
      outcome: 'pass',
      files: project('express@5 mariadb@3', {
        'server.js':
          "const app = require('express')()\nconst pool = require('mariadb').createPool(process.env.DATABASE_URL)\napp.get('/', async (req, res) => {\n  let connection\n  try {\n    connection = await pool.getConnection()\n    res.json(await connection.query('SELECT 1'))\n  } finally {\n    await connection?.end()\n  }\n})\napp.listen(3000)\n",
      }),
    },
    {
      name: 'disposed of by itself',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.ts':
          "import express from 'express'\nimport { Pool } from 'pg'\nconst pool = new Pool()\nconst app = express()\napp.get('/', async (req, res) => {\n  await using client = await pool.connect()\n  res.json(await client.query('SELECT 1'))\n})\napp.listen(3000)\n",
      }),
    },
    {
      name: 'released only if nothing fails',
      outcome: 'fail',
      severity: 'warning',
      line: 5,
      says: 'finally',
      files: PG(
        "  const client = await pool.connect()\n  res.json(await client.query('SELECT 1'))\n  client.release()",
      ),
    },
    {
      name: 'never released',
      outcome: 'fail',
      says: 'never',
      files: PG("  const client = await pool.connect()\n  res.json(await client.query('SELECT 1'))"),
    },
    {
      name: 'never released, with callbacks',
      outcome: 'fail',
      line: 4,
      files: MYSQL(
        "  pool.getConnection((error, connection) => {\n    connection.query('SELECT 1', (failure, rows) => res.json(rows))\n  })",
      ),
    },
    {
      name: 'a query runner that is released only if nothing fails',
      outcome: 'fail',
      files: project('express@5 typeorm@0', {
        'server.ts':
          "import express from 'express'\nimport { DataSource } from 'typeorm'\nconst source = new DataSource({ type: 'postgres' })\nconst app = express()\napp.post('/pay', async (req, res) => {\n  const runner = source.createQueryRunner()\n  await runner.startTransaction()\n  await runner.query('UPDATE accounts SET amount = 0')\n  await runner.commitTransaction()\n  await runner.release()\n  res.send('ok')\n})\napp.listen(3000)\n",
      }),
    },
    {
      name: 'one connection is taken at start and kept',
      outcome: 'fail',
      severity: 'info',
      line: 4,
      files: PG("  res.json(await pool.query('SELECT 1'))", "pool.connect().then(() => console.log('connected'))\n"),
    },
    {
      name: 'pool.query',
      outcome: 'not-applicable',
      files: PG("  res.json(await pool.query('SELECT 1'))"),
    },
    {
      name: 'a connection that listens for notifications',
      outcome: 'unknown',
      files: PG(
        "  res.send('ok')",
        "pool.connect().then((client) => {\n  client.on('notification', console.log)\n  return client.query('LISTEN orders').then(() => undefined)\n})\n",
      ),
    },
    {
      name: 'a client that is handed on',
      outcome: 'unknown',
      files: PG(
        "  const client = await take()\n  res.json(await client.query('SELECT 1'))",
        'async function take() {\n  const client = await pool.connect()\n  return client\n}\n',
      ),
    },
    {
      name: 'released somewhere in a callback',
      outcome: 'unknown',
      files: MYSQL(
        "  pool.getConnection((error, connection) => {\n    connection.query('SELECT 1', (failure, rows) => { connection.release(); res.json(rows) })\n  })",
      ),
    },
  ],
  evaluate({ service, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const clients = checkedOutClients(program)
    if (clients.length === 0) return notApplicable('it takes no client out of a pool by hand')
    const leaking = clients.filter(isLeaking)
    const returned = clients.filter((client) => client.state === 'sure' || (isAtStart(client) && !isLeaking(client)))
    if (leaking.length > 0) return fail(leaking.map(findingFor), returned.length)
    if (returned.length === 0)
      return unknown(
        'who releases the client could not be followed',
        clients.map(({ event }) => callAt(event)),
      )
    return pass(
      returned.map(({ event }) => callAt(event)),
      returned.length,
    )
  },
})

function isAtStart({ event, state }: CheckedOut): boolean {
  return event.phase !== 'callback' && state !== 'open'
}

/** A start that fails ends the process; only a client that is kept for good is lost there. */
function isLeaking(client: CheckedOut): boolean {
  return client.state === 'never' || (!isAtStart(client) && MESSAGES[client.state] !== undefined)
}

function findingFor({ event, state, release }: CheckedOut): FindingDraft {
  const evidence = [callAt(event), ...(release ? [codeAt(event.file, release.at)] : [])]
  return event.phase === 'callback'
    ? { message: MESSAGES[state]!, evidence }
    : { message: 'a connection of the pool is taken at start and never given back', severity: 'info', evidence }
}
