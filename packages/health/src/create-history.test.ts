import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { check } from './check.ts'
import { createHealth } from './create-health.ts'
import type { Health } from './health.ts'
import { createMemoryStore } from './stores/memory-store.ts'
import { createSqliteStore } from './stores/sqlite-store.ts'
import { closeInTime } from './testing/close-in-time.ts'
import { createSimulatedClock, type SimulatedClock } from './testing/simulated-clock.ts'

const HOUR = 3_600_000

/** Two hours of a check that is down for a quarter of the time, and of one that is only slow then. */
async function setUp(): Promise<{ health: Health; clock: SimulatedClock; start: number }> {
  const clock = createSimulatedClock()
  const start = clock.now()
  const isBad = (): boolean => clock.now() - start > 1.5 * HOUR
  const health = createHealth({
    clock,
    random: () => 0.5,
    history: createMemoryStore(),
    access: { loopback: true },
    checks: [
      check('db', { kind: 'readiness', onFail: 'warning' }, () => !isBad()),
      check('api', { kind: 'monitor' }, () => ({ status: isBad() ? 'warning' : 'healthy', value: 7 })),
    ],
  })
  await clock.advance(2 * HOUR)
  return { health, clock, start }
}

const get = (health: Health, url: string) =>
  health.handler.handle({ method: 'GET', url, headers: {}, remoteAddress: '127.0.0.1' })

describe('history', () => {
  it('says how much of the time a check was up: a warning is up, a softened failure is not', async () => {
    const { health, start } = await setUp()
    const db = await health.uptime('db', '30d')
    expect(db.percent).toBeCloseTo(75, 0)
    expect(db.from).toBeGreaterThanOrEqual(start)
    expect((await health.uptime('api', '30d')).percent).toBe(100)
    expect((await health.uptime('db', '10m')).percent).toBe(0)
    expect(await health.uptime('nobody', '1h')).toMatchObject({ results: 0 })
    expect(await health.uptime('nobody', '1h')).not.toHaveProperty('percent')
  })

  it('picks a step that suits the range', async () => {
    const { health, start } = await setUp()
    expect((await health.history('db', { from: start })).length).toBe(120)
    expect((await health.history('db', { from: new Date(start - 24 * 10 * HOUR) })).map(({ at }) => at)).toEqual([
      start,
      start + HOUR,
    ])
    expect((await health.history('db', { from: start, step: '30m' })).map(({ ok }) => ok)).toEqual([180, 180, 180, 0])
  })

  it('lists incidents', async () => {
    const { health } = await setUp()
    expect(await health.incidents({ open: true })).toMatchObject([{ check: 'api' }, { check: 'db' }])
  })

  it('is exported as results or as sums', async () => {
    const { health, start } = await setUp()
    const csv = await health.export('csv', { check: 'db', from: new Date(start).toISOString(), step: '1h' })
    expect(csv.split('\r\n')).toEqual([
      'time,check,count,ok,up,sum,min,max,p50Ms,p95Ms',
      '2026-01-01T00:00:00.000Z,db,360,360,360,0,0,0,0.5,0.95',
      '2026-01-01T01:00:00.000Z,db,360,180,180,0,0,0,0.5,0.95',
      '',
    ])
    const json = JSON.parse(await health.export('json', { from: start, step: '1h' })) as { series: unknown[] }
    expect(json.series).toMatchObject([{ check: 'db' }, { check: 'api', points: [{ count: 360, min: 7 }, {}] }])
    const results = await health.export('csv', { check: 'db', limit: 2 })
    expect(results.trim().split('\r\n')).toHaveLength(3)
  })

  it('is exported over HTTP', async () => {
    const { health } = await setUp()
    const found = await get(health, '/health/system/export?check=db&step=5m&format=csv&from=2026-01-01T00:00:00Z')
    expect([found!.status, found!.body.trim().split('\r\n').length]).toEqual([200, 25])
  })

  it.each([
    ['from=yesterday', 'from: expected milliseconds since 1970 or a time such as'],
    ['limit=none', 'limit: expected a whole number from 1, got NaN'],
    ['step=5', 'step: expected a duration from 1s on, such as 5m, got 5'],
    ['step=1s&from=0', 'step: expected a longer one: there would be more than 20000 points'],
  ])('refuses %s', async (query, message) => {
    const { health } = await setUp()
    const found = await get(health, `/health/system/export?${query}`)
    expect(found!.status).toBe(400)
    expect(found!.body).toContain(message)
  })

  it('is kept over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-history-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const clock = createSimulatedClock()
    const start = (): Health =>
      createHealth({
        clock,
        history: createSqliteStore({ path: join(folder, 'health.db'), now: clock.now }),
        checks: [check('db', { kind: 'monitor' }, () => true)],
      })
    const first = start()
    await clock.advance(600_000)
    const { results } = await first.uptime('db', '1h')
    await closeInTime(first, clock)
    const second = start()
    await clock.advance(1)
    expect((await second.uptime('db', '1h')).results).toBe(results)
    await closeInTime(second, clock)
  })
})
