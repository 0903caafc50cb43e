import { describe, expect, it } from 'vitest'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { SelfEvent } from '../model/health-events.ts'
import { createMemoryStore } from '../stores/memory-store.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import type { HistoryBatch, HistoryStore } from './history-store.ts'

/** A store that can be taken away in mid-run. */
function makeStore(): HistoryStore & { batches: HistoryBatch[]; isGone: boolean } {
  const memory = createMemoryStore()
  const store = {
    ...memory,
    name: 'disk',
    batches: [] as HistoryBatch[],
    isGone: false,
    append(batch: HistoryBatch) {
      if (store.isGone) throw new Error('ENOENT: no such file or directory')
      store.batches.push(batch)
      return memory.append(batch)
    },
  }
  return store
}

function setUp(store: HistoryStore) {
  const clock = createSimulatedClock()
  let calls = 0
  const health = createHealth({
    clock,
    random: () => 0.5,
    history: store,
    checks: [check('database', { kind: 'readiness', onFail: 'critical' }, () => ({ value: ++calls }))],
  })
  const selfEvents: SelfEvent[] = []
  health.on('self', (event) => void selfEvents.push(event))
  health.ready()
  return { clock, health, selfEvents, calls: () => calls }
}

describe('history', () => {
  it('is written in batches', async () => {
    const store = makeStore()
    const { clock, health, calls } = setUp(store)
    await clock.advance(300_000)
    await health.close()
    const results = store.batches.flatMap((batch) => batch.results)
    expect(results.map(({ value }) => value)).toEqual(Array.from({ length: calls() }, (_, i) => i + 1))
    expect(store.batches[0]!.transitions).toMatchObject([{ check: 'database', from: 'unknown', to: 'healthy' }])
  })

  it('that is gone changes no status, is told once, and is caught up with later', async () => {
    const store = makeStore()
    const { clock, health, selfEvents, calls } = setUp(store)
    await clock.advance(30_000)
    store.isGone = true
    await clock.advance(600_000)
    expect(health.snapshot()).toMatchObject({ status: 'healthy', ready: true })
    expect(selfEvents).toMatchObject([{ name: 'self:storage', status: 'warning', metadata: { store: 'disk' } }])
    expect(health.metrics()).toMatch(/^shipworthy_store_errors_total [1-9]\d*$/m)
    store.isGone = false
    await clock.advance(120_000)
    expect(selfEvents.map(({ status }) => status)).toEqual(['warning', 'healthy'])
    await health.close()
    expect(store.batches.flatMap(({ results }) => results)).toHaveLength(calls())
  })

  it('that never answers holds up nothing', async () => {
    const { clock, health, calls } = setUp({ ...makeStore(), append: () => new Promise(() => {}) })
    await clock.advance(600_000)
    expect(calls()).toBe(60)
    expect(health.snapshot().ready).toBe(true)
  })
})
