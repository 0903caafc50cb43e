import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import { serverUser } from '../../../../../../../tools/servers/server-user.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { auditLive } from '../../../audit-live.ts'
import type { LiveFacts } from '../../../facts/live/live-facts.ts'
import type { PostgresFacts } from '../../../facts/live/postgres-facts.ts'
import { sha256Hex } from '../../../model/sha256.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { runAudit } from '../../../run-audit.ts'
import { memoryReader } from '../../project/memory-reader.ts'

const PATIENCE = { timeout: 60_000, interval: 100 }
const SLOW_MS = 180_000

const USERS = 'CREATE TABLE users (id int);\n'
const ORDERS = 'CREATE TABLE orders (id int);\nCREATE INDEX customers_again ON customers (id);\n'
const PROJECT = memoryReader({
  'package.json': JSON.stringify({
    name: 'shop',
    scripts: { start: 'node server.js' },
    dependencies: { express: '^5.0.0', pg: '^8.0.0', prisma: '^6.0.0', '@prisma/client': '^6.0.0' },
  }),
  'server.js':
    "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool({ max: 40 })\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n",
  Dockerfile: 'FROM node:22\nCMD ["node", "server.js"]\n',
  'compose.yaml': "services:\n  api:\n    build: .\n    ports: ['3000:3000']\n    deploy: { replicas: 2 }\n",
  'prisma/migrations/1_users/migration.sql': USERS,
  'prisma/migrations/2_orders/migration.sql': ORDERS,
})

const PRISMA_TABLE = `CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text,
  logs text, rolled_back_at timestamptz, started_at timestamptz DEFAULT now(), applied_steps_count int DEFAULT 1)`

describeWith('asking PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  const addressOf = (role: string, database: string, more = ''): string => {
    const url = new URL(server.url)
    url.username = role
    url.pathname = `/${database}`
    return `${url.href}${more}`
  }
  async function run(statements: readonly string[], role = 'postgres', database = 'postgres'): Promise<Row[]> {
    const client = new Client({ connectionString: addressOf(role, database) })
    await client.connect()
    try {
      let rows: Row[] = []
      for (const sql of statements) rows = (await client.query<Row>(sql)).rows
      return rows
    } finally {
      await client.end()
    }
  }
  async function restart(): Promise<void> {
    await server.stop()
    await server.start()
  }

  let ill: RunningVerdict
  let well: RunningVerdict
  let facts: PostgresFacts
  const open: Client[] = []

  beforeAll(async () => {
    server = await start()
    await run([
      "ALTER SYSTEM SET archive_mode = 'on'",
      "ALTER SYSTEM SET archive_command = 'false'",
      "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'",
    ])
    await restart()
    await run(['CREATE DATABASE ill', 'CREATE DATABASE well', 'CREATE ROLE app LOGIN'])
    await run([
      "ALTER ROLE app SET statement_timeout = '10s'",
      "ALTER ROLE app SET idle_in_transaction_session_timeout = '60s'",
      'ALTER DATABASE well OWNER TO app',
    ])
    await makeIll()
    ill = await outcomesOf({ databaseUrl: addressOf('postgres', 'ill') }, PROJECT)
    await makeWell()
    const live: LiveFacts[] = []
    await auditLive(
      PROJECT,
      { databaseUrl: addressOf('app', 'well'), active: false, timeoutMs: 60_000 },
      { onLive: (seen) => live.push(seen) },
    )
    const answer = live[0]!.answers.postgres!
    if (answer.state === 'silent') throw new Error(answer.reason)
    facts = answer.facts
    well = await outcomesOf({ databaseUrl: addressOf('app', 'well') }, PROJECT)
  }, SLOW_MS)

  afterAll(async () => {
    await Promise.all(open.map((client) => client.end().catch(() => {})))
    await server?.[Symbol.asyncDispose]()
  }, SLOW_MS)

  async function makeIll(): Promise<void> {
    await run(
      [
        'CREATE EXTENSION pg_stat_statements',
        'CREATE TABLE customers (id int PRIMARY KEY)',
        'INSERT INTO customers SELECT generate_series(1, 20000)',
        'CREATE TABLE purchases (id serial PRIMARY KEY, customer_id int REFERENCES customers)',
        'INSERT INTO purchases (customer_id) SELECT id FROM customers',
        'ANALYZE',
        "SELECT setval('purchases_id_seq', 2140000000)",
        PRISMA_TABLE,
        `INSERT INTO _prisma_migrations (migration_name, checksum, finished_at) VALUES ('1_users', '${sha256Hex('something else')}', now())`,
        "INSERT INTO _prisma_migrations (migration_name, checksum, logs) VALUES ('0_gone', 'x', E'Error: relation exists\\nmore')",
        ...Array.from({ length: 10 }, () => 'SELECT pg_sleep(0.51)'),
        'SELECT pg_switch_wal()',
      ],
      'postgres',
      'ill',
    )
    await vi.waitFor(async () => {
      const [row] = await run(['SELECT failed_count::int AS failures FROM pg_stat_archiver'])
      expect(row!['failures']).toBeGreaterThan(0)
    }, PATIENCE)
    for (let count = 0; count < 50; count++) {
      const client = new Client({ connectionString: addressOf('postgres', 'ill') })
      await client.connect()
      open.push(client)
    }
    await open[0]!.query('BEGIN')
  }

  async function makeWell(): Promise<void> {
    await Promise.all(open.splice(0).map((client) => client.end()))
    await run(["ALTER SYSTEM SET archive_command = 'true'", 'SELECT pg_reload_conf()'])
    await run(['CREATE EXTENSION pg_stat_statements'], 'postgres', 'well')
    await run(
      [
        'CREATE TABLE customers (id bigint PRIMARY KEY)',
        'INSERT INTO customers SELECT generate_series(1, 20000)',
        'CREATE TABLE purchases (id bigserial PRIMARY KEY, customer_id bigint REFERENCES customers)',
        'CREATE INDEX ON purchases (customer_id, id)',
        'INSERT INTO purchases (customer_id) SELECT id FROM customers',
        'ANALYZE customers, purchases',
        PRISMA_TABLE,
        `INSERT INTO _prisma_migrations (migration_name, checksum, finished_at) VALUES
          ('1_users', '${sha256Hex(USERS)}', now()), ('2_orders', '${sha256Hex(ORDERS)}', now())`,
      ],
      'app',
      'well',
    )
    await vi.waitFor(async () => {
      const [row] = await run([
        'SELECT pg_switch_wal()',
        'SELECT coalesce(last_archived_time > last_failed_time, false) AS archives FROM pg_stat_archiver',
      ])
      expect(row!['archives']).toBe(true)
    }, PATIENCE)
  }

  const FAULTS: [rule: string, severity: string, says: string][] = [
    ['database/superuser-role', 'warning', 'postgres has SUPERUSER'],
    ['database/statement-timeout', 'warning', 'neither the role nor the service'],
    ['database/idle-in-tx-timeout', 'warning', 'nothing ends a transaction'],
    ['database/conn-saturation', 'info', 'of 57 connections are taken'],
    ['database/pool-over-max', 'warning', '2 × 40 = 80 connections, and the server has 57'],
    ['migrations/pending', 'critical', '2_orders'],
    ['migrations/failed', 'critical', '0_gone has failed: Error: relation exists'],
    ['migrations/edited-after-apply', 'warning', 'prisma/migrations/1_users/migration.sql'],
    ['migrations/lock-heavy', 'warning', 'public.customers has about 20,000 rows'],
    ['migrations/int-overflow', 'critical', 'public.purchases.id integer'],
    ['performance/fk-unindexed', 'warning', 'public.purchases (customer_id)'],
    ['performance/slow-query', 'warning', 'SELECT pg_sleep($1)'],
    ['backups/wal-archive-failing', 'critical', 'nothing has ever been archived'],
  ]

  it.each(FAULTS)('sees the fault: %s', (rule, severity, says) => {
    const { outcome, findings, confidence, reason } = ill.of(rule)
    expect({ outcome, reason }).toEqual({ outcome: 'fail', reason: undefined })
    expect(confidence).toBe('proven')
    expect(findings.map(({ message }) => message).join('\n')).toContain(says)
    expect(findings[0]!.severity).toBe(severity)
  })

  it.each(FAULTS.filter(([rule]) => rule !== 'database/pool-over-max'))('sees that all is well: %s', (rule) => {
    const { outcome, reason, findings } = well.of(rule)
    expect({ outcome, reason, findings }).toEqual({ outcome: 'pass', reason: undefined, findings: [] })
  })

  it('calls a finding by the same name with and without a database', () => {
    const [bySource] = runAudit(PROJECT).results.find(({ rule }) => rule === 'database/statement-timeout')!.findings
    expect(ill.of('database/statement-timeout').findings[0]!.fingerprint).toBe(bySource!.fingerprint)
  })

  it('shows what the role overrides', () => {
    expect(well.of('database/statement-timeout').overrides?.outcome).toBe('fail')
  })

  it('passes a server that answers, and says nothing of TLS on one machine', () => {
    expect(well.of('database/unreachable').outcome).toBe('pass')
    expect(well.of('tls/db-plaintext').outcome).toBe('not-applicable')
    expect(facts).toMatchObject({ network: 'loopback', encrypted: false, isReplica: false, isPooled: false })
  })

  it('reads the version as the server names it', async () => {
    const [row] = await run(['SHOW server_version'])
    expect(String(row!['server_version']).startsWith(facts.version)).toBe(true)
    expect(facts.major).toBe(Number.parseInt(facts.version, 10))
  })

  it('lists everything that was sent', () => {
    const sent = well.report.live!.sent.filter(({ part }) => part === 'postgres')
    expect(sent[0]).toMatchObject({
      text: expect.stringMatching(/^connect 127\.0\.0\.1:\d+\/well$/),
      answer: 'connected',
    })
    for (const { text } of sent.slice(1)) expect(text).toMatch(/^(SELECT|WITH) /)
  })

  it(
    'leaves nothing behind: no connection, no row, no table',
    async () => {
      const count = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'shipworthy check'"
      await vi.waitFor(async () => expect((await run([count]))[0]!['n']).toBe(0), PATIENCE)
      const written = 'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int AS n FROM pg_stat_user_tables'
      await run(['SELECT pg_stat_reset()'], 'postgres', 'well')
      await outcomesOf({ databaseUrl: addressOf('app', 'well') }, PROJECT)
      expect((await run([written], 'postgres', 'well'))[0]!['n']).toBe(0)
    },
    SLOW_MS,
  )

  it(
    'says what a role may not see, and sees the rest',
    async () => {
      await run(
        ['REVOKE SELECT ON pg_stat_activity, pg_stat_archiver FROM PUBLIC', 'CREATE ROLE narrow LOGIN'],
        'postgres',
        'well',
      )
      await run(['REVOKE SELECT ON _prisma_migrations FROM PUBLIC'], 'app', 'well')
      const verdict = await outcomesOf({ databaseUrl: addressOf('narrow', 'well') }, PROJECT)
      for (const rule of [
        'database/conn-saturation',
        'migrations/pending',
        'migrations/failed',
        'backups/wal-archive-failing',
      ])
        expect(verdict.of(rule)).toMatchObject({
          outcome: 'unknown',
          reason: expect.stringMatching(/permission denied|may not read/),
        })
      expect(verdict.of('migrations/int-overflow').reason).toContain('may not read')
      expect(verdict.of('database/superuser-role').outcome).toBe('pass')
    },
    SLOW_MS,
  )

  it(
    'softens what is pending before the deployment',
    async () => {
      const request = { databaseUrl: addressOf('postgres', 'ill'), predeploy: true }
      const [finding] = (await outcomesOf(request, PROJECT)).of('migrations/pending').findings
      expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining('still to come') })
    },
    SLOW_MS,
  )

  it(
    'does without TLS where the address only prefers it',
    async () => {
      const { of } = await outcomesOf({ databaseUrl: addressOf('app', 'well', '?sslmode=prefer') })
      expect(of('database/unreachable').outcome).toBe('pass')
      const { report } = await outcomesOf({ databaseUrl: addressOf('app', 'well', '?sslmode=require') })
      expect(report.live!.targets[0]).toMatchObject({ reason: 'the address asks for TLS, and the server has none' })
    },
    SLOW_MS,
  )

  it(
    'needs no source',
    async () => {
      const verdict = await outcomesOf({ databaseUrl: addressOf('postgres', 'ill') })
      expect(verdict.of('migrations/failed').outcome).toBe('fail')
      expect(verdict.of('migrations/pending').outcome).toBe('not-applicable')
      expect(verdict.of('database/statement-timeout').outcome).toBe('unknown')
    },
    SLOW_MS,
  )

  it(
    'encrypts as the address asks for, and looks at the certificate where it says so',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'shipworthy-certificate-'))
      const [row] = await run(['SHOW data_directory'])
      const data = String(row!['data_directory'])
      const words = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
      ]
      execFileSync('openssl', [...words, '-keyout', join(folder, 'key'), '-out', join(folder, 'cert')], {
        stdio: 'pipe',
      })
      const user = serverUser()
      for (const name of ['key', 'cert']) {
        const target = join(data, `server.${name === 'key' ? 'key' : 'crt'}`)
        copyFileSync(join(folder, name), target)
        chmodSync(target, 0o600)
        if (user) chownSync(target, user.uid, user.gid)
      }
      await run(["ALTER SYSTEM SET ssl = 'on'"])
      await restart()
      const ca = readFileSync(join(folder, 'cert'), 'utf8')
      rmSync(folder, { recursive: true })

      const encrypted = await outcomesOf({ databaseUrl: addressOf('app', 'well', '?sslmode=require') })
      expect(encrypted.of('tls/db-plaintext')).toMatchObject({ outcome: 'pass' })
      const trusted = await outcomesOf({ databaseUrl: addressOf('app', 'well', '?sslmode=verify-full'), ca })
      expect(trusted.of('tls/db-plaintext')).toMatchObject({ outcome: 'pass' })
      const distrusted = await outcomesOf({ databaseUrl: addressOf('app', 'well', '?sslmode=verify-full') })
      expect(distrusted.report.live!.targets[0]).toMatchObject({
        state: 'silent',
        reason: expect.stringContaining('certificate'),
      })
      expect(distrusted.of('database/unreachable').outcome).toBe('unknown')
    },
    SLOW_MS,
  )

  it(
    'reads a replica, which cannot be written to',
    async () => {
      const [row] = await run(['SHOW data_directory'])
      const sign = join(String(row!['data_directory']), 'standby.signal')
      writeFileSync(sign, '')
      const user = serverUser()
      if (user) chownSync(sign, user.uid, user.gid)
      await restart()
      const verdict = await outcomesOf({ databaseUrl: addressOf('app', 'well') }, PROJECT)
      expect(verdict.of('backups/wal-archive-failing')).toMatchObject({
        outcome: 'not-applicable',
        reason: 'a replica does not archive',
      })
      expect(verdict.of('migrations/pending').outcome).toBe('pass')
    },
    SLOW_MS,
  )
})

type Row = Record<string, unknown>
