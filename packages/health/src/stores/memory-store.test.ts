import { describe, expect, it } from 'vitest'
import { makeBatch, makeResult } from '../testing/make-result.ts'
import { createMemoryStore } from './memory-store.ts'

describe('history in memory', () => {
  it('is the last so many results of each check', async () => {
    const store = createMemoryStore({ maxResults: 100 })
    await store.append(makeBatch([makeResult(0, { check: 'rare' })]))
    for (let i = 0; i < 1_000; i++) await store.append(makeBatch([makeResult(i)]))
    const kept = await store.results({ check: 'a', limit: 5_000 })
    expect([kept.length, kept[0]!.startedAt, kept.at(-1)!.startedAt]).toEqual([100, 900, 999])
    expect(await store.results({ check: 'rare' })).toHaveLength(1)
  })

  it('is bounded in bytes: what has most loses its oldest', async () => {
    const store = createMemoryStore({ maxBytes: 100_000 })
    const message = 'x'.repeat(500)
    for (let i = 0; i < 50; i++) await store.append(makeBatch([makeResult(i, { check: 'quiet' })]))
    for (let i = 0; i < 1_000; i++) await store.append(makeBatch([makeResult(i, { message })]))
    expect(await store.results({ check: 'quiet', limit: 5_000 })).toHaveLength(50)
    const kept = await store.results({ check: 'a', limit: 5_000 })
    expect(kept.length).toBeGreaterThan(50)
    expect(kept.length).toBeLessThan(100)
    expect(kept.at(-1)!.startedAt).toBe(999)
  })
})
