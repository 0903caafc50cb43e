import mariadb from 'mariadb'
import mysql2 from 'mysql2'
import mysql2Promise from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findMariadb } from '../../../../tools/servers/mariadb-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { measured, runOnce, untilHealthy } from '../testing/run-once.ts'
import { mysql } from './mysql.ts'

const TIMEOUT_MS = 120_000
const PATIENT = { timeout: '20s' } as const

describeWith('MariaDB', findMariadb() as Extract<ReturnType<typeof findMariadb>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  const address = () => ({ host: '127.0.0.1', port: server.port, user: 'root', database: 'mysql' })
  const createPool = (connectionLimit = 2) => mysql2Promise.createPool({ ...address(), connectionLimit })
  const createMariadbPool = (connectionLimit = 2) =>
    mariadb.createPool({ ...address(), connectionLimit, minDelayValidation: 0 })

  async function countConnections(): Promise<number> {
    const connection = await mysql2Promise.createConnection(address())
    const [rows] = await connection.query('SHOW PROCESSLIST')
    await connection.end()
    return (rows as { Command: string }[]).filter(({ Command }) => Command !== 'Daemon').length - 1
  }

  it('is asked through whatever the service has', { timeout: TIMEOUT_MS }, async () => {
    const [promises, callbacks, maria] = [createPool(), mysql2.createPool(address()), createMariadbPool()]
    const single = await mysql2Promise.createConnection(address())
    const callback = mysql2.createConnection(address())
    for (const client of [promises, callbacks, maria, single, callback]) {
      const result = await runOnce(mysql({ client, ...PATIENT }))
      expect(result).toMatchObject({ check: 'mysql', status: 'healthy' })
      if (client !== single && client !== callback) expect(measured(result)).toMatchObject({ poolWaiting: 0 })
      const wrong = mysql({ client, query: 'SELECT 1 FROM nowhere', ...PATIENT })
      expect(await runOnce(wrong)).toMatchObject({ status: 'critical', message: expect.stringContaining('nowhere') })
    }
    callback.destroy()
    callbacks.end()
    await Promise.all([promises.end(), maria.end(), single.end()])
  })

  it.each(['mysql2', 'mariadb'])(
    'with a saturated pool of %s is no database that is down',
    { timeout: TIMEOUT_MS },
    async (library) => {
      const pool = library === 'mysql2' ? createPool() : createMariadbPool()
      const taken = [await pool.getConnection(), await pool.getConnection()]
      const check = mysql({ client: pool, timeout: '1s' })
      for (let run = 0; run < 3; run++)
        expect(await runOnce(check)).toMatchObject({
          status: 'warning',
          message: 'pool saturated: 2 of 2 connections in use, 1 waiting; none became free within 500 ms',
        })
      for (const one of taken) await one.release()
      await untilHealthy(check)
      await pool.end()
    },
  )

  it.each(['mysql2', 'mariadb'])('frozen, then stopped, then back (%s)', { timeout: TIMEOUT_MS }, async (library) => {
    const pool = library === 'mysql2' ? createPool() : createMariadbPool()
    const check = mysql({ client: pool, timeout: '5s' })
    const hasty = mysql({ client: pool, timeout: '100ms' })
    await untilHealthy(check)
    server.pause()
    try {
      for (let run = 0; run < 5; run++) expect((await runOnce(hasty)).status).not.toBe('healthy')
    } finally {
      server.resume()
    }
    await untilHealthy(check)
    await server.kill()
    expect(await runOnce(check, 2)).toMatchObject({ status: 'critical' })
    await server.start()
    await untilHealthy(check)
    await pool.end()
  })

  it('has no more connections after 1,000 runs', { timeout: TIMEOUT_MS }, async () => {
    for (const pool of [createPool(1), createMariadbPool(1)]) {
      await runOnce(mysql({ client: pool, ...PATIENT }))
      const before = await countConnections()
      await runOnce(mysql({ client: pool, ...PATIENT }), 1000)
      expect(await countConnections()).toBe(before)
      await pool.end()
    }
  })
})
