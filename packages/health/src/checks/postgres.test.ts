import knex from 'knex'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import postgresJs from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { measured, runOnce, untilHealthy } from '../testing/run-once.ts'
import { postgres } from './postgres.ts'

const TIMEOUT_MS = 120_000
const PATIENT = { timeout: '20s' } as const

describeWith('PostgreSQL', findPostgres() as Extract<ReturnType<typeof findPostgres>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  function createPool(max = 3, options: pg.PoolConfig = {}): pg.Pool & AsyncDisposable {
    const pool = new pg.Pool({ connectionString: server.url, max, ...options })
    // What is in it when the server dies.
    pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}))
    return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() })
  }

  /** Connections that the server has, but for the one that asks. */
  async function countConnections(): Promise<number> {
    const client = new pg.Client(server.url)
    await client.connect()
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    )
    await client.end()
    return rows[0].n
  }

  it('is asked over a connection of the pool', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool()
    const result = await runOnce(postgres({ client: pool, ...PATIENT }))
    expect(result).toMatchObject({ check: 'postgres', status: 'healthy' })
    expect(measured(result)).toEqual({ poolInUse: 1, poolSize: 3, poolWaiting: 0 })
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 })
  })

  it('is asked through whatever the service has', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool()
    const client = new pg.Client(server.url)
    await client.connect()
    const sql = postgresJs(server.url)
    const kysely = new Kysely({ dialect: new PostgresDialect({ pool: createPool() }) })
    const byKnex = knex({ client: 'pg', connection: server.url })
    const prisma = { $queryRawUnsafe: (text: string) => pool.query(text) }
    const clients = [
      client,
      sql,
      kysely,
      byKnex,
      prisma,
      { execute: prisma.$queryRawUnsafe },
      () => pool.query('SELECT 1'),
    ]
    for (const one of clients) {
      expect(await runOnce(postgres({ client: one, ...PATIENT }))).toMatchObject({ status: 'healthy' })
      const wrong = postgres({ client: one, query: 'SELECT 1 FROM nowhere', ...PATIENT })
      if (typeof one !== 'function' || one === sql || one === byKnex)
        expect(await runOnce(wrong)).toMatchObject({ status: 'critical', message: expect.stringContaining('nowhere') })
    }
    await Promise.all([client.end(), sql.end(), kysely.destroy(), byKnex.destroy()])
  })

  it('with a saturated pool is not a database that is down', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool(2)
    const taken = [await pool.connect(), await pool.connect()]
    const check = postgres({ client: pool, timeout: '4s' })
    const result = await runOnce(check)
    expect(result.status).toBe('warning')
    expect(result.message).toMatch(
      /^pool saturated: 2 of 2 connections in use, 1 waiting; none became free within 2000 ms$/,
    )
    await runOnce(check)
    // However many runs gave up, one request waits.
    expect(pool.waitingCount).toBe(1)
    for (const one of taken) one.release()
    expect(await untilHealthy(check)).toMatchObject({ status: 'healthy' })
    expect(pool).toMatchObject({ waitingCount: 0, idleCount: 2 })
  })

  it('is not down with a saturated pool of Knex either', { timeout: TIMEOUT_MS }, async () => {
    const client = knex({ client: 'pg', connection: server.url, pool: { min: 0, max: 1 } })
    const taken = await client.transaction()
    const check = postgres({ client, timeout: '1s' })
    for (let run = 0; run < 3; run++)
      expect(await runOnce(check)).toMatchObject({
        status: 'warning',
        message: 'pool saturated: 1 of 1 connections in use, 1 waiting; none became free within 500 ms',
      })
    await taken.rollback()
    await untilHealthy(check)
    await client.destroy()
  })

  it('with a saturated pool and a database that is down is down', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool(1)
    const taken = await pool.connect()
    server.pause()
    const result = await runOnce(postgres({ client: pool, timeout: '1s' }))
    server.resume()
    expect(result).toMatchObject({ status: 'critical', fault: 'timeout' })
    taken.release()
    expect(await untilHealthy(postgres({ client: pool, ...PATIENT }))).toBeDefined()
  })

  it('that is frozen is a timeout, leaves nothing behind, and recovers', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool(2)
    const check = postgres({ client: pool, timeout: '100ms' })
    server.pause()
    const results = []
    for (let run = 0; run < 20; run++) results.push(await runOnce(check))
    server.resume()
    for (const result of results) expect(result.status).not.toBe('healthy')
    expect(results[0]).toMatchObject({ status: 'critical', fault: 'timeout', message: 'no answer within 100 ms' })
    expect(pool.waitingCount).toBeLessThanOrEqual(1)
    await untilHealthy(check)
    expect(pool.totalCount).toBeLessThanOrEqual(2)
  })

  it('is not lost with a connection that hangs', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool(1)
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid')
    process.kill(rows[0].pid, 'SIGSTOP')
    const check = postgres({ client: pool, timeout: '200ms' })
    expect(await runOnce(check)).toMatchObject({ status: 'critical', fault: 'timeout' })
    await untilHealthy(check)
    process.kill(rows[0].pid, 'SIGCONT')
    expect((await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid).not.toBe(rows[0].pid)
  })

  it('that was stopped is refused, and recovers without a new client', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool()
    const sql = postgresJs(server.url, { connect_timeout: 1, backoff: () => 0.05 })
    const checks = [pool, sql].map((client) => postgres({ client, timeout: '5s' }))
    for (const check of checks) await untilHealthy(check)
    await server.kill()
    for (const check of checks) expect(await runOnce(check, 3)).toMatchObject({ status: 'critical' })
    expect(await runOnce(checks[0]!)).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') })
    await server.start()
    for (const check of checks) await untilHealthy(check)
    await sql.end()
  })

  it('that refuses says why', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool(1, {
      database: 'nowhere',
      connectionString: undefined,
      host: '127.0.0.1',
      port: server.port,
      user: 'postgres',
    })
    const result = await runOnce(postgres({ client: pool, ...PATIENT }))
    expect(result).toMatchObject({ status: 'critical', message: 'database "nowhere" does not exist (3D000)' })
  })

  it('that is slow is a warning', { timeout: TIMEOUT_MS }, async () => {
    await using pool = createPool()
    const check = postgres({ client: pool, query: 'SELECT pg_sleep(0.2)', warnAbove: '100ms', ...PATIENT })
    expect(await runOnce(check)).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^responseTime is/),
    })
  })

  it('has no more connections after 1,000 runs, of a saturated pool neither', { timeout: TIMEOUT_MS }, async () => {
    const before = await countConnections()
    await using pool = createPool(1)
    await runOnce(postgres({ client: pool, ...PATIENT }), 1000)
    expect(await countConnections()).toBe(before + 1)
    const taken = await pool.connect()
    await runOnce(postgres({ client: pool, timeout: '20ms' }), 100)
    taken.release()
    await expect.poll(countConnections, { timeout: 20_000 }).toBe(before + 1)
  })
})
