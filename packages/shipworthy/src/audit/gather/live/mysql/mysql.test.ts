import mysql, { type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findMariadb } from '../../../../../../../tools/servers/mariadb-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { memoryReader } from '../../project/memory-reader.ts'

const SLOW_MS = 180_000
const PATIENCE = { timeout: 60_000, interval: 100 }
const SECRET = 'correct-horse-battery'

const PROJECT = memoryReader({
  'package.json': JSON.stringify({
    name: 'shop',
    scripts: { start: 'node server.js' },
    dependencies: { express: '^5.0.0', mysql2: '^3.0.0', knex: '^3.0.0' },
  }),
  'server.js':
    "const app = require('express')()\nconst db = require('knex')({ client: 'mysql2', pool: { max: 20 } })\napp.get('/', async (req, res) => res.json(await db('users')))\napp.listen(3000)\n",
  'migrations/001_users.js': 'exports.up = () => {}\n',
  'migrations/002_orders.js': 'exports.up = () => {}\n',
})

const KNEX_TABLES = [
  'CREATE TABLE knex_migrations (id int AUTO_INCREMENT PRIMARY KEY, name varchar(255), batch int, migration_time timestamp)',
  'CREATE TABLE knex_migrations_lock (`index` int AUTO_INCREMENT PRIMARY KEY, is_locked int)',
]

describeWith('asking MariaDB', findMariadb(), ({ start }) => {
  let server: TestServer
  let ill: RunningVerdict
  let well: RunningVerdict

  const addressOf = (login: string, database: string, scheme = 'mysql'): string =>
    `${scheme}://${login}@127.0.0.1:${server.port}/${database}`

  async function run(statements: readonly string[], database = 'mysql'): Promise<Row[]> {
    const connection: Connection = await mysql.createConnection(addressOf('root', database))
    try {
      let rows: Row[] = []
      for (const sql of statements) rows = (await connection.query(sql))[0] as Row[]
      return rows
    } finally {
      await connection.end()
    }
  }

  beforeAll(async () => {
    server = await start()
    await run([
      'CREATE DATABASE ill',
      'CREATE DATABASE well',
      `CREATE USER app@'127.0.0.1' IDENTIFIED BY '${SECRET}' WITH MAX_STATEMENT_TIME 10`,
      "GRANT ALL PRIVILEGES ON well.* TO app@'127.0.0.1'",
      `CREATE USER stranger@'10.0.0.1' IDENTIFIED BY '${SECRET}'`,
    ])
    await run(
      [
        ...KNEX_TABLES,
        "INSERT INTO knex_migrations (name) VALUES ('001_users.js')",
        'INSERT INTO knex_migrations_lock (is_locked) VALUES (1)',
      ],
      'ill',
    )
    await run(
      [
        ...KNEX_TABLES,
        "INSERT INTO knex_migrations (name) VALUES ('001_users.js'), ('002_orders.js')",
        'INSERT INTO knex_migrations_lock (is_locked) VALUES (0)',
      ],
      'well',
    )
    ill = await outcomesOf({ databaseUrl: addressOf('root', 'ill') }, PROJECT)
    well = await outcomesOf({ databaseUrl: addressOf(`app:${SECRET}`, 'well', 'mariadb') }, PROJECT)
  }, SLOW_MS)

  afterAll(async () => server?.[Symbol.asyncDispose](), SLOW_MS)

  const FAULTS: [rule: string, severity: string, says: string][] = [
    ['database/superuser-role', 'warning', 'root has ALL PRIVILEGES ON *.*'],
    ['database/statement-timeout', 'warning', 'neither the role nor the service'],
    ['migrations/pending', 'critical', '002_orders'],
    ['migrations/failed', 'warning', 'the lock beside ill.knex_migrations is taken'],
  ]

  it.each(FAULTS)('sees the fault: %s', (rule, severity, says) => {
    const { outcome, findings, reason } = ill.of(rule)
    expect({ outcome, reason }).toEqual({ outcome: 'fail', reason: undefined })
    expect(findings.map(({ message }) => message).join('\n')).toContain(says)
    expect(findings[0]!.severity).toBe(severity)
  })

  it.each([...FAULTS.map(([rule]) => rule), 'database/unreachable', 'database/conn-saturation'])(
    'sees that all is well: %s',
    (rule) => {
      const { outcome, reason, findings } = well.of(rule)
      expect({ outcome, reason, findings }).toEqual({ outcome: 'pass', reason: undefined, findings: [] })
    },
  )

  it('keeps passwords and their hashes to itself', async () => {
    const [row] = await run(["SELECT authentication_string AS hash FROM mysql.user WHERE user = 'app'"])
    for (const secret of [SECRET, String(row!['hash'])]) {
      expect(secret.length).toBeGreaterThan(10)
      expect(JSON.stringify(well.report)).not.toContain(secret)
    }
  })

  it(
    'sees connections that are taken',
    async () => {
      await run(['SET GLOBAL max_connections = 12'])
      const open = await Promise.all(Array.from({ length: 9 }, () => mysql.createConnection(addressOf('root', 'ill'))))
      try {
        const { of } = await outcomesOf({ databaseUrl: addressOf('root', 'ill') })
        expect(of('database/conn-saturation')).toMatchObject({
          outcome: 'fail',
          findings: [{ message: expect.stringMatching(/^1\d of 12 connections are taken/), severity: 'info' }],
        })
      } finally {
        await Promise.all(open.map((connection) => connection.end()))
        await run(['SET GLOBAL max_connections = 151'])
      }
    },
    SLOW_MS,
  )

  it(
    'leaves nothing behind',
    async () => {
      const count = "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = 'app'"
      await vi.waitFor(async () => expect(Number((await run([count]))[0]!['n'])).toBe(0), PATIENCE)
      const written =
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_insert', 'Com_update', 'Com_delete', 'Com_create_table')"
      const before = await run([written])
      await outcomesOf({ databaseUrl: addressOf(`app:${SECRET}`, 'well') })
      expect(await run([written])).toEqual(before)
    },
    SLOW_MS,
  )

  it.each([
    ['a wrong password', 'app:wrong', 'well', 'fail', 'the server does not accept the password'],
    ['no such database', 'root', 'nowhere', 'fail', 'the server has no such database'],
  ])(
    'says why nobody gets in: %s',
    async (_, login, database, outcome, reason) => {
      const databaseUrl = addressOf(login, database)
      const { report, of } = await outcomesOf({ databaseUrl, environment: new Map([['DATABASE_URL', databaseUrl]]) })
      expect(report.live!.targets.find(({ part }) => part === 'mysql')).toMatchObject({ state: 'silent', reason })
      expect(of('database/unreachable').outcome).toBe(outcome)
    },
    SLOW_MS,
  )

  it(
    'gives up on a server that is frozen',
    async () => {
      server.pause()
      try {
        const { report } = await outcomesOf({ databaseUrl: addressOf('root', 'ill'), timeoutMs: 3_000 })
        expect(report.live!.targets[0]).toMatchObject({ state: 'silent', reason: 'no answer in time' })
      } finally {
        server.resume()
      }
    },
    SLOW_MS,
  )
})

type Row = Record<string, unknown>
