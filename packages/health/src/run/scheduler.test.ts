import { describe, expect, it } from 'vitest'
import type { CheckFunction } from '../check.ts'
import type { CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import { makeSettings } from '../testing/make-run.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import { createScheduler } from './scheduler.ts'

function settings(name: string, more: Partial<CheckSettings> = {}): CheckSettings {
  return makeSettings({ name, kind: 'monitor', ...more })
}

function setUp({ random = (): number => 0.5, maxConcurrent = 50 } = {}) {
  const clock = createSimulatedClock()
  const runs: CheckRun[] = []
  const scheduler = createScheduler({ clock, random, maxConcurrent, onRun: (run) => void runs.push(run) })
  return { clock, runs, scheduler }
}

/** As random as needed, the same every time. */
function seeded(seed = 1): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

describe('the scheduler', () => {
  it('spreads first runs over the interval, and those that decide about traffic over a second', async () => {
    const { clock, scheduler } = setUp({ random: seeded() })
    const first = new Map<string, number>()
    for (let i = 0; i < 200; i++) {
      const note = (name: string) => () => void (first.has(name) || first.set(name, clock.monotonic()))
      scheduler.add(settings(`m${i}`), note(`m${i}`))
      scheduler.add(settings(`r${i}`, { kind: 'readiness' }), note(`r${i}`))
    }
    await clock.advance(10_000)
    const monitors = [...first].filter(([name]) => name.startsWith('m')).map(([, at]) => at)
    const others = [...first].filter(([name]) => name.startsWith('r')).map(([, at]) => at)
    expect([monitors.length, others.length]).toEqual([200, 200])
    expect(Math.max(...others)).toBeLessThanOrEqual(1_000)
    const perSecond = Array.from(
      { length: 10 },
      (_, second) => monitors.filter((at) => Math.floor(at / 1_000) === second).length,
    )
    expect(Math.max(...perSecond)).toBeLessThan(40)
  })

  it('keeps its rate: jitter and slow runs do not add up', async () => {
    const { clock, runs, scheduler } = setUp({ random: seeded(7) })
    scheduler.add(settings('slow'), () => new Promise((resolve) => void clock.after(900, resolve)))
    await clock.advance(1_000 * 10_000)
    expect(runs.length).toBeGreaterThanOrEqual(999)
    expect(runs.length).toBeLessThanOrEqual(1_001)
    const gaps = runs.slice(1).map(({ startedAt }, index) => startedAt - runs[index]!.startedAt)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(12_000)
  })

  it('never has two runs of a check in flight, however long it hangs', async () => {
    const { clock, runs, scheduler } = setUp()
    let inFlight = 0
    let most = 0
    scheduler.add(settings('hung'), () => {
      most = Math.max(most, ++inFlight)
      return new Promise(() => {})
    })
    await clock.advance(500_000)
    expect(most).toBe(1)
    expect(runs.every(({ fault }) => fault === 'timeout')).toBe(true)
    expect(runs.length).toBeGreaterThan(40)
    expect(runs.at(-1)!.message).toMatch(/a run begun .* ago has still not ended/)
    expect(scheduler.statistics().inFlight).toBe(0)
  })

  it('goes on once a hung run has ended', async () => {
    const { clock, runs, scheduler } = setUp()
    let finish: (() => void) | undefined
    scheduler.add(settings('hung'), () => (finish ? undefined : new Promise<void>((resolve) => (finish = resolve))))
    await clock.advance(30_000)
    finish!()
    await clock.advance(10_000)
    expect(runs.at(-1)!.fault).toBeUndefined()
  })

  it('bounds what runs at once, but lets what decides about traffic pass', async () => {
    const { clock, scheduler } = setUp({ maxConcurrent: 2 })
    let inFlight = 0
    let most = 0
    const busy: CheckFunction = () => {
      most = Math.max(most, ++inFlight)
      return new Promise<void>((resolve) => void clock.after(500, () => (inFlight--, resolve())))
    }
    for (let i = 0; i < 8; i++) scheduler.add(settings(`m${i}`), busy)
    let readyRuns = 0
    scheduler.add(settings('ready', { kind: 'readiness' }), () => void readyRuns++)
    await clock.advance(5_000)
    expect(scheduler.statistics()).toMatchObject({ inFlight: 2, waiting: 6 })
    await clock.advance(5_000)
    expect([most, readyRuns]).toEqual([2, 1])
    expect(scheduler.statistics().waiting).toBe(0)
  })

  it('leaves out what it missed while the loop was blocked', async () => {
    const { clock, runs, scheduler } = setUp()
    scheduler.add(settings('steady'), () => {})
    await clock.advance(5_000)
    await clock.block(95_000)
    expect(runs).toHaveLength(2)
    expect(scheduler.statistics().lagMs).toBe(85_000)
    await clock.advance(20_000)
    expect(runs).toHaveLength(4)
  })

  it('does not care what the wall clock does', async () => {
    const { clock, runs, scheduler } = setUp()
    scheduler.add(settings('steady'), () => {})
    await clock.advance(15_000)
    clock.jump(86_400_000)
    await clock.advance(20_000)
    clock.jump(-2 * 86_400_000)
    await clock.advance(20_000)
    expect(runs).toHaveLength(6)
  })

  it('leaves nothing behind', async () => {
    const { clock, runs, scheduler } = setUp()
    const signals: AbortSignal[] = []
    scheduler.add(settings('hung'), ({ signal }) => (signals.push(signal), new Promise(() => {})))
    await clock.advance(5_500)
    scheduler.stop()
    expect(signals[0]!.aborted).toBe(true)
    await clock.advance(100_000)
    expect([runs.length, clock.waiting()]).toEqual([0, 0])
  })
})
