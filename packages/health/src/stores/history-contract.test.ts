import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { CheckResult } from '../model/check-result.ts'
import { rollUp } from '../series/roll-up.ts'
import { makeBatch, makeIncident, makeResult } from '../testing/make-result.ts'
import { createMemoryStore } from './memory-store.ts'
import { createPostgresStore } from './postgres-store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const T0 = Date.UTC(2026, 0, 1)

interface Opened {
  store: HistoryStore
  /** Sets the clock that sums and retention go by. */
  setNow(now: number): void
  /** The same data, as after a restart. */
  reopen(): HistoryStore
  end(): Promise<void>
}

/** What every store does. */
function storeContract(open: (options: { maxBytes?: number }) => Promise<Opened>, { keepsForLong = true } = {}): void {
  let opened: Opened
  let store: HistoryStore
  beforeEach(async () => {
    opened = await open({})
    ;({ store } = opened)
    return () => opened.end()
  })

  it('gives back what it was given', async () => {
    const results: CheckResult[] = [
      makeResult(T0),
      makeResult(T0 + 1, { value: 4.5, unit: 'ms', durationMs: 12.34, message: 'a bit "slow"' }),
      makeResult(T0 + 2, {
        check: 'b',
        kind: 'readiness',
        status: 'critical',
        value: 'down',
        fault: 'threw',
        measurements: [
          { name: 'pool', value: 3 },
          { name: 'wait', value: 1.5, unit: 'ms' },
        ],
        metadata: { host: 'db', ok: null },
      }),
      makeResult(T0 + 3, { status: 'warning', failed: true, value: false }),
    ]
    await store.append(makeBatch(results))
    expect(await store.results({})).toEqual(results)
    expect(await store.results({ check: 'b' })).toEqual([results[2]])
    expect(await store.results({ check: 'nobody' })).toEqual([])
    expect(await store.results({ from: T0 + 1, to: T0 + 3 })).toEqual(results.slice(1, 3))
    expect(await store.results({ limit: 2 })).toEqual(results.slice(2))
  })

  it('has nothing twice when a batch comes again', async () => {
    const batch = makeBatch([makeResult(T0), makeResult(T0 + 1)], [makeIncident('a@1', T0)])
    await store.append(batch)
    await store.append(batch)
    expect(await store.results({})).toHaveLength(2)
    expect(await store.incidents({})).toHaveLength(1)
  })

  it('sums up by steps that begin at multiples of their length', async () => {
    await store.append(
      makeBatch([
        makeResult(T0 + 10, { value: 4 }),
        makeResult(T0 + 500, { value: 8, status: 'critical', durationMs: 700 }),
        makeResult(T0 + 1_500, { status: 'warning' }),
        makeResult(T0 + 10, { check: 'b' }),
      ]),
    )
    const latency = (...indices: number[]): number[] =>
      Array.from({ length: 13 }, (_, index) => indices.filter((one) => one === index).length)
    expect(await store.series({ check: 'a', from: T0 + 5, to: T0 + HOUR, stepMs: 1_000 })).toEqual([
      { at: T0, count: 2, ok: 1, up: 1, sum: 12, min: 4, max: 8, latency: latency(1, 8) },
      { at: T0 + 1_000, count: 1, ok: 0, up: 1, sum: 5, min: 5, max: 5, latency: latency(1) },
    ])
    expect(await store.series({ check: 'nobody', from: T0, to: T0 + HOUR, stepMs: 1_000 })).toEqual([])
  })

  it('keeps the newest of each incident', async () => {
    await store.append(makeBatch([], [makeIncident('a@1', T0), makeIncident('a@2', T0 + 1)]))
    await store.append(makeBatch([], [makeIncident('a@1', T0, { status: 'healthy', resolvedAt: T0 + 9 })]))
    await store.append(makeBatch([], [makeIncident('b@1', T0 + 5, { check: 'b', message: 'é ✓' })]))
    const ids = async (query: object): Promise<string[]> => (await store.incidents(query)).map(({ id }) => id)
    expect(await ids({})).toEqual(['b@1', 'a@2', 'a@1'])
    expect(await ids({ open: true })).toEqual(['b@1', 'a@2'])
    expect(await ids({ check: 'a', limit: 1 })).toEqual(['a@2'])
    expect(await ids({ from: T0, to: T0 + 1 })).toEqual(['a@1'])
    expect((await store.incidents({ check: 'b' }))[0]!.message).toBe('é ✓')
  })

  it('lets one of two writers win', async () => {
    expect(await store.load!('alerts')).toBeUndefined()
    expect(await store.save!('alerts', 'one', 0)).toBe(true)
    expect(await store.save!('alerts', 'two', 0)).toBe(false)
    expect(await store.save!('alerts', 'three', 1)).toBe(true)
    expect(await store.save!('alerts', 'four', 1)).toBe(false)
    expect(await store.load!('alerts')).toEqual({ text: 'three', version: 2 })
    const all = await Promise.all([1, 2, 3, 4].map((n) => store.save!('race', String(n), 0)))
    expect(all.filter(Boolean)).toHaveLength(1)
  })

  it.runIf(keepsForLong)('gives the same sums, however they are read and in whatever order results came', async () => {
    const all = Array.from({ length: 600 }, (_, i) =>
      makeResult(T0 + i * 4 * MINUTE + ((i * 7_919) % 1_000), {
        check: i % 3 === 0 ? 'b' : 'a',
        durationMs: (i * 37) % 3_000,
        status: i % 11 === 0 ? 'critical' : i % 5 === 0 ? 'warning' : 'healthy',
      }),
    )
    const late = all.filter((_, i) => i % 10 === 3)
    const inTime = all.filter((_, i) => i % 10 !== 3)
    for (let start = 0; start < inTime.length; start += 50) {
      const batch = inTime.slice(start, start + 50)
      opened.setNow(batch.at(-1)!.startedAt + MINUTE)
      await store.append(makeBatch(batch))
    }
    // What a store that was gone is caught up with.
    await store.append(makeBatch(late))
    const end = all.at(-1)!.startedAt + 10 * MINUTE
    for (const now of [end, end + 5 * MINUTE, end + DAY]) {
      opened.setNow(now)
      if (now !== end) await store.append(makeBatch([]))
      for (const stepMs of [MINUTE, 15 * MINUTE, HOUR, DAY]) {
        const expected = rollUp(
          all.filter(({ check }) => check === 'a'),
          stepMs,
        )
        expect(await store.series({ check: 'a', from: T0, to: end, stepMs })).toEqual(expected)
      }
    }
  })

  it.runIf(keepsForLong)('lets go of what is old, from fine to coarse', async () => {
    const days = 40
    for (let day = 0; day < days; day++) {
      opened.setNow(T0 + (day + 1) * DAY)
      await store.append(makeBatch([6, 12, 18].map((hour) => makeResult(T0 + day * DAY + hour * HOUR))))
    }
    const now = T0 + days * DAY
    const first = async (stepMs: number): Promise<number> =>
      (await store.series({ check: 'a', from: now - 2 * DAY, to: now, stepMs })).length
    expect((await store.results({ limit: 5_000 })).length).toBeLessThan(10)
    expect(await first(MINUTE)).toBe(6)
    const points = await store.series({ check: 'a', from: T0, to: now, stepMs: MINUTE })
    // Older minutes are gone; their hours answer for them.
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(3 * days)
    expect(await store.series({ check: 'a', from: T0, to: now, stepMs: DAY })).toHaveLength(days)
  })

  it.runIf(keepsForLong)('ignores results older than what it keeps', async () => {
    opened.setNow(T0 + 30 * DAY)
    await store.append(makeBatch([makeResult(T0), makeResult(T0 + 30 * DAY - HOUR)]))
    expect(await store.results({})).toHaveLength(1)
  })

  it.runIf(keepsForLong)('survives a restart', async () => {
    await store.append(makeBatch([makeResult(T0)], [makeIncident('a@1', T0)]))
    await store.save!('alerts', 'one', 0)
    await store.close?.()
    const again = opened.reopen()
    expect(await again.results({})).toHaveLength(1)
    expect(await again.incidents({ open: true })).toHaveLength(1)
    expect(await again.load!('alerts')).toEqual({ text: 'one', version: 1 })
    await again.append(makeBatch([makeResult(T0 + 1)]))
    expect((await again.results({})).map(({ check }) => check)).toEqual(['a', 'a'])
    await again.close?.()
  })

  it.runIf(keepsForLong)('stays below its bytes', async () => {
    const small = await open({ maxBytes: 400_000 })
    const message = 'x'.repeat(300)
    let now = T0
    for (let batch = 0; batch < 60; batch++) {
      await small.store.append(
        makeBatch(Array.from({ length: 100 }, (_, i) => makeResult(now + i * 1_000, { message }))),
      )
      now += 15 * MINUTE
      small.setNow(now)
    }
    await small.store.append(makeBatch([]))
    const kept = await small.store.results({ limit: 10_000 })
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThan(1_500)
    const points = await small.store.series({ check: 'a', from: T0, to: now, stepMs: HOUR })
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(6_000)
    await small.end()
  })
}

function clockFrom(start: number) {
  let now = start
  return { now: () => now, setNow: (to: number) => void (now = to) }
}

describe('history in memory', () => {
  storeContract(
    async () => {
      const store = createMemoryStore()
      return { store, setNow: () => {}, reopen: () => store, end: async () => {} }
    },
    { keepsForLong: false },
  )
})

describe('history in SQLite', () => {
  storeContract(async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-history-'))
    const { now, setNow } = clockFrom(T0)
    const open = (): HistoryStore => createSqliteStore({ path: join(folder, 'deep/health.db'), now, ...options })
    const store = open()
    const end = async (): Promise<void> => {
      await store.close?.()
      rmSync(folder, { recursive: true })
    }
    return { store, setNow, reopen: open, end }
  })
})

describeWith('history in PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  let pool: Pool
  beforeAll(async () => {
    server = await start()
    pool = new Pool({ connectionString: server.url, max: 4 })
    pool.on('error', () => {})
  }, 120_000)
  afterAll(async () => {
    await pool?.end()
    await server?.[Symbol.asyncDispose]()
  })

  storeContract(async (options) => {
    await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    const { now, setNow } = clockFrom(T0)
    const open = (): HistoryStore => createPostgresStore({ pool, now, ...options })
    return { store: open(), setNow, reopen: open, end: async () => {} }
  })
})
