import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../model/check-result.ts'
import type { Incident } from '../model/incident.ts'
import { createMemoryStore } from './memory-store.ts'

const result = (startedAt: number, more: Partial<CheckResult> = {}): CheckResult => ({
  check: 'a',
  kind: 'monitor',
  status: 'healthy',
  measurements: [],
  startedAt,
  durationMs: 5,
  ...more,
})
const incident = (id: string, openedAt: number, more: Partial<Incident> = {}): Incident => ({
  id,
  check: 'a',
  kind: 'monitor',
  status: 'critical',
  worst: 'critical',
  openedAt,
  ...more,
})
const batch = (results: CheckResult[], incidents: Incident[] = []) => ({ results, transitions: [], incidents })

describe('history in memory', () => {
  it('is the last so many results', async () => {
    const store = createMemoryStore({ maxResults: 100 })
    for (let i = 0; i < 1_000; i++) await store.append(batch([result(i)]))
    const kept = await store.results({ limit: 5_000 })
    expect([kept.length, kept[0]!.startedAt, kept.at(-1)!.startedAt]).toEqual([100, 900, 999])
    expect((await store.results({ limit: 3 })).map(({ startedAt }) => startedAt)).toEqual([997, 998, 999])
    expect(await store.results({ from: 950, to: 952 })).toHaveLength(2)
    expect(await store.results({ check: 'b' })).toEqual([])
  })

  it('sums up steps', async () => {
    const store = createMemoryStore()
    await store.append(
      batch([
        result(0, { value: 4 }),
        result(50, { value: 8, status: 'critical' }),
        result(150),
        result(0, { check: 'b' }),
      ]),
    )
    expect(await store.series({ check: 'a', from: 0, to: 1_000, stepMs: 100 })).toEqual([
      { at: 0, count: 2, ok: 1, sum: 12, min: 4, max: 8 },
      { at: 100, count: 1, ok: 1, sum: 5, min: 5, max: 5 },
    ])
  })

  it('keeps the newest of each incident', async () => {
    const store = createMemoryStore()
    await store.append(batch([], [incident('a@1', 1), incident('a@2', 2)]))
    await store.append(batch([], [incident('a@1', 1, { status: 'healthy', resolvedAt: 9 })]))
    expect((await store.incidents({})).map(({ id, resolvedAt }) => [id, resolvedAt])).toEqual([
      ['a@2', undefined],
      ['a@1', 9],
    ])
  })

  it('lets one of two writers win', async () => {
    const store = createMemoryStore()
    expect(await store.save!('alerts', 'one', 0)).toBe(true)
    expect(await store.save!('alerts', 'two', 0)).toBe(false)
    expect(await store.save!('alerts', 'three', 1)).toBe(true)
    expect(await store.load!('alerts')).toEqual({ text: 'three', version: 2 })
  })
})
