import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createPool } from './create-pool.ts'
import { isUnavailable } from './is-unavailable.ts'
import { inTransaction } from './transaction.ts'

describeWith('a pool on PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()), 60_000)
  afterAll(() => server.stop())

  it('sets the limits of every session before its first statement', async () => {
    const pool = createPool({
      connectionString: server.url,
      statementTimeoutMs: 1234,
      idleInTransactionTimeoutMs: 5678,
    })
    const { rows } = await pool.query(
      "SELECT current_setting('statement_timeout') a, current_setting('idle_in_transaction_session_timeout') b",
    )
    expect(rows).toEqual([{ a: '1234ms', b: '5678ms' }])
    await pool.end()
  })

  it('ends a statement that takes too long, and tells of slow ones without their values', async () => {
    const slow: string[] = []
    const pool = createPool({
      connectionString: server.url,
      statementTimeoutMs: 200,
      slowQueryMs: 50,
      onSlowQuery: ({ text }) => slow.push(text),
    })
    await pool.query('SELECT pg_sleep($1)', [0.1])
    await expect(pool.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' })
    expect(slow).toEqual(['SELECT pg_sleep($1)', 'SELECT pg_sleep(5)'])
    expect(pool.statistics()).toMatchObject({ queries: 2, slowQueries: 2 })
    const samples = pool.metrics().flatMap(({ name, samples: all }) => all.map((sample) => ({ name, ...sample })))
    const labels = { pool: 'main' }
    expect(samples).toContainEqual({ name: 'shipworthy_pool_slow_queries_total', labels, value: 2 })
    for (const name of ['shipworthy_pool_query_duration_seconds', 'shipworthy_pool_acquire_duration_seconds'])
      expect(samples).toContainEqual({ name, suffix: '_count', labels, value: 2 })
    await pool.end()
  })

  it('lets nobody wait for a connection without limit', async () => {
    const pool = createPool({ connectionString: server.url, steady: 1, overflow: 1, acquireTimeoutMs: 1500 })
    const held = [await pool.connect(), await pool.connect()]
    const refused = pool.query('SELECT 1')
    expect(pool.statistics()).toMatchObject({ total: 2, max: 2, waiting: 1 })
    await expect(refused).rejects.toThrow(/timeout/)
    for (const client of held) client.release()
    await pool.query('SELECT 1')
    await pool.end()
  })

  it('notices a connection that died while it was idle, before a caller does', async () => {
    const proxy = await startProxy(server.port)
    const pool = createPool({
      connectionString: server.url.replace(String(server.port), String(proxy.port)),
      pingAfterIdleMs: 0,
      steady: 1,
      overflow: 1,
    })
    await pool.query('SELECT 1')
    const errors = once(proxy, 'cut')
    proxy.cutAll()
    await errors
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }])
    await pool.end()
    proxy.close()
  })

  it('works again right after the server is back', async () => {
    const failures: Error[] = []
    const pool = createPool({
      connectionString: server.url,
      onError: (error) => failures.push(error),
      acquireTimeoutMs: 3000,
    })
    await pool.query('SELECT 1')
    await server.kill()
    await expect(pool.query('SELECT 1')).rejects.toThrow()
    await expect(pool.query('SELECT 1')).rejects.toSatisfy(isUnavailable)
    await server.start()
    const wrong = pool.query('SELECT $1::uuid', ['connection terminated'])
    await expect(wrong).rejects.toSatisfy((error) => !isUnavailable(error))
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    expect(failures.length).toBeGreaterThan(0)
    await pool.end()
  })

  it('does a transaction again when another one got in its way, and loses no update', async () => {
    const pool = createPool({ connectionString: server.url })
    await pool.query('CREATE TABLE counter (n integer NOT NULL); INSERT INTO counter VALUES (0)')
    let attempts = 0
    const add = () =>
      inTransaction(
        pool,
        async (client) => {
          attempts++
          const { rows } = await client.query<{ n: number }>('SELECT n FROM counter')
          await client.query('UPDATE counter SET n = $1', [rows[0]!.n + 1])
        },
        { isolation: 'serializable', retries: 50 },
      )
    await Promise.all(Array.from({ length: 10 }, add))
    expect((await pool.query('SELECT n FROM counter')).rows).toEqual([{ n: 10 }])
    expect(attempts).toBeGreaterThan(10)
    await pool.end()
  })

  it('rolls back what fails, and keeps no transaction open', async () => {
    const pool = createPool({ connectionString: server.url, steady: 1, overflow: 0 })
    await pool.query('CREATE TABLE things (name text)')
    const failed = inTransaction(pool, async (client) => {
      await client.query("INSERT INTO things VALUES ('half')")
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect((await pool.query('SELECT * FROM things')).rows).toEqual([])
    await pool.end()
  })
})

/** Stands between client and server, and can cut every connection the way a firewall does. */
async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ port: target, host: '127.0.0.1' })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.pipe(upstream).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(server, {
    port: (server.address() as AddressInfo).port,
    cutAll: () => {
      for (const socket of sockets) socket.destroy()
      setImmediate(() => server.emit('cut'))
    },
  })
}
