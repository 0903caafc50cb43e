import PgBoss from 'pg-boss'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { measured, runOnce, untilHealthy } from '../testing/run-once.ts'
import { pgBoss } from './pg-boss.ts'

const TIMEOUT_MS = 120_000
const PATIENT = { timeout: '20s' } as const

describeWith('PostgreSQL', findPostgres() as Extract<ReturnType<typeof findPostgres>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  it('is judged by what waits; stopped and back', { timeout: TIMEOUT_MS }, async () => {
    const boss = new PgBoss({ connectionString: server.url, schema: 'jobs', max: 2 })
    boss.on('error', () => {})
    await boss.start()
    await boss.createQueue('mails')
    const check = pgBoss({ boss, queue: 'mails', schema: 'jobs', ...PATIENT })
    expect(await runOnce(check)).toMatchObject({ check: 'pg-boss:mails', status: 'healthy', value: 0 })
    await boss.send('mails', {})
    await boss.send('mails', {}, { startAfter: 3600 })
    expect(await runOnce(check)).toMatchObject({ status: 'healthy', value: 1 })
    await boss.send('mails', {}, { startAfter: new Date(Date.now() - 600_000) })
    const result = await runOnce(check)
    expect(result).toMatchObject({ status: 'warning', value: 2 })
    expect(measured(result)['oldestWaiting']).toBeGreaterThanOrEqual(599_000)
    await boss.fetch('mails', { batchSize: 2 })
    expect(await runOnce(check)).toMatchObject({ status: 'healthy', value: 0 })

    await runOnce(check, 1000)
    const db = boss.getDb() as { executeSql(sql: string): Promise<{ rows: { n: number }[] }> }
    const { rows } = await db.executeSql(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend'",
    )
    expect(rows[0]!.n).toBeLessThanOrEqual(2)

    await server.kill()
    expect(await runOnce(check)).toMatchObject({ status: 'critical' })
    await server.start()
    await untilHealthy(check)
    await boss.stop({ graceful: false })
  })
})
