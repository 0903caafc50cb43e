import { callAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const POOL =
  /^(pg|@neondatabase\/serverless)\.Pool\(\)$|^(mysql2?|mysql2\/promise|mariadb)\.createPool\(\)(\.promise\(\))?$/
const BEGINS = /^\s*(BEGIN|START\s+TRANSACTION)\b/i
const ENDS = /^\s*(COMMIT|ROLLBACK|END)\b/i

const SERVER = (body: string): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\napp.post('/pay', async (req, res) => {\n${body}\n  res.send('ok')\n})\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'database/tx-on-pool',
  catalogue: 'DB09',
  title: 'A transaction is sent through the pool',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'program', 'datastores'],
  tokens: { packages: datastoreTokens.packages!, words: ['BEGIN', 'START TRANSACTION', 'COMMIT'] },
  why: 'Each pool.query may run on another connection: BEGIN opens a transaction on one, the statements go to others and are committed at once, and ROLLBACK undoes nothing. Money is taken and the order is lost.',
  remedies: [
    {
      for: 'pg',
      effort: 'S',
      text: 'Check out one client for the whole transaction.',
      code: "const client = await pool.connect()\ntry {\n  await client.query('BEGIN')\n  …\n  await client.query('COMMIT')\n} catch (error) {\n  await client.query('ROLLBACK')\n  throw error\n} finally {\n  client.release()\n}",
    },
  ],
  references: [{ title: 'node-postgres: transactions', url: 'https://node-postgres.com/features/transactions' }],
  falsePositives: ['A variable called pool that is a client or a transaction handle.'],
  examples: [
    {
      name: 'on one client',
      outcome: 'pass',
      files: SERVER(
        "  const client = await pool.connect()\n  await client.query('BEGIN')\n  await client.query('UPDATE accounts SET amount = 0')\n  await client.query('COMMIT')\n  client.release()",
      ),
    },
    {
      name: 'a client that is called pool',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js':
          "const app = require('express')()\nconst { Client } = require('pg')\nconst pool = new Client()\napp.post('/pay', async (req, res) => { await pool.query('BEGIN'); await pool.query('COMMIT'); res.send('ok') })\napp.listen(3000)\n",
      }),
    },
    {
      name: 'through the pool',
      outcome: 'fail',
      severity: 'critical',
      line: 5,
      files: SERVER(
        "  await pool.query('BEGIN')\n  await pool.query('UPDATE accounts SET amount = 0')\n  await pool.query('COMMIT')",
      ),
    },
    {
      name: 'no transaction',
      outcome: 'not-applicable',
      files: SERVER("  await pool.query('UPDATE accounts SET amount = 0')"),
    },
    {
      name: 'on something unknown',
      outcome: 'unknown',
      files: project('express@5 pg@8', {
        'server.js':
          "const app = require('express')()\nconst db = require('company-database')\napp.post('/pay', async (req, res) => { await db.handle.query('BEGIN'); await db.handle.query('COMMIT'); res.send('ok') })\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const statements = program.matching(/\.(query|execute)$/)
    const begins = statements.filter((event) => event.force !== 'off' && sends(program, event, BEGINS))
    if (begins.length === 0) return notApplicable('it sends no BEGIN of its own')
    const onPool = begins.filter(
      (event) =>
        isOnPool(event) &&
        statements.some((other) => other.file === event.file && isOnPool(other) && sends(program, other, ENDS)),
    )
    if (onPool.length > 0)
      return fail(
        onPool.map((event) => ({
          message: 'BEGIN goes through the pool, so the transaction holds nothing together',
          evidence: [callAt(event)],
        })),
        begins.length - onPool.length,
      )
    const known = begins.filter(
      ({ name, callee }) =>
        callee.kind === 'external' && /^(pg|mysql2?|mariadb|@neondatabase\/serverless)\b/.test(name),
    )
    if (known.length > 0)
      return pass(
        known.map((event) => callAt(event)),
        known.length,
      )
    return unknown(
      'what the transaction is sent to could not be followed',
      begins.map((event) => callAt(event)),
    )
  },
})

function sends(program: Execution, event: CallEvent, text: RegExp): boolean {
  const first = event.call.args[0]
  if (typeof first !== 'string' && !(typeof first === 'object' && first !== null && first.type === 'identifier'))
    return false
  const [value] = program.evaluator.arguments(siteOf(event))
  return value?.kind === 'literal' && text.test(String(value.value))
}

function isOnPool({ callee }: CallEvent): boolean {
  return callee.kind === 'external' && callee.receiver?.kind === 'instance' && POOL.test(callee.receiver.name)
}
