import { describe, expect, it } from 'vitest'
import type { LifecycleEvent } from '../model/health-events.ts'
import { createEventBus } from './event-bus.ts'

const event = (at: number): LifecycleEvent => ({ from: 'starting', to: 'ready', at })

describe('events', () => {
  it('come in order, after whoever emitted them has gone on', async () => {
    const bus = createEventBus(() => {})
    const seen: number[] = []
    bus.on('lifecycle', async ({ at }) => {
      await undefined
      seen.push(at)
    })
    for (const at of [1, 2, 3]) bus.emit('lifecycle', event(at))
    expect(seen).toEqual([])
    await bus.flush()
    expect(seen).toEqual([1, 2, 3])
  })

  it('do not come from one subscriber that fails to another', async () => {
    const failures: string[] = []
    const bus = createEventBus((subscriber, error) => void failures.push(`${subscriber}: ${(error as Error).message}`))
    const seen: number[] = []
    bus.on(
      'lifecycle',
      () => {
        throw new Error('no')
      },
      'bad',
    )
    bus.on('lifecycle', () => Promise.reject(new Error('later')), 'worse')
    bus.on('lifecycle', ({ at }) => void seen.push(at))
    bus.emit('lifecycle', event(1))
    bus.emit('lifecycle', event(2))
    await bus.flush()
    expect(seen).toEqual([1, 2])
    expect(failures.toSorted()).toEqual(['bad: no', 'bad: no', 'worse: later', 'worse: later'])
  })

  it('wait for a slow subscriber up to a bound; then the oldest are dropped, and counted', async () => {
    const bus = createEventBus(() => {})
    const seen: number[] = []
    let release: (() => void) | undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    bus.on(
      'lifecycle',
      async ({ at }) => {
        await gate
        seen.push(at)
      },
      'slow',
    )
    for (let at = 0; at < 5_000; at++) bus.emit('lifecycle', event(at))
    expect(bus.statistics()).toMatchObject([{ subscriber: 'slow', waiting: 1_000, dropped: 4_000 }])
    release!()
    await bus.flush()
    expect(seen).toHaveLength(1_000)
    expect(seen.at(-1)).toBe(4_999)
  })

  it('stop when a subscription ends', async () => {
    const bus = createEventBus(() => {})
    const seen: number[] = []
    const end = bus.on('lifecycle', ({ at }) => void seen.push(at))
    bus.emit('lifecycle', event(1))
    end()
    bus.emit('lifecycle', event(2))
    await bus.flush()
    expect(seen).toEqual([])
  })
})
