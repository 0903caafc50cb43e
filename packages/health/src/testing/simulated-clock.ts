import type { Clock } from '../model/clock.ts'

export interface SimulatedClock extends Clock {
  /** Lets time pass: runs what is due in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>
  /** Moves the wall clock only, as NTP or an operator does. */
  jump(ms: number): void
  /** Lets time pass in which nothing runs, as when the event loop is blocked; then runs what has become due. */
  block(ms: number): Promise<void>
  /** Timers that wait. */
  waiting(): number
}

interface Timer {
  atMs: number
  order: number
  callback: () => void
}

/** Time that passes when a test says so. */
export function createSimulatedClock(startMs = Date.UTC(2026, 0, 1)): SimulatedClock {
  const timers = new Set<Timer>()
  let monotonicMs = 0
  let wallMs = startMs
  let order = 0

  function nextTimer(untilMs: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers)
      if (
        timer.atMs <= untilMs &&
        (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
      )
        first = timer
    return first
  }

  function moveTo(atMs: number): void {
    const step = Math.max(0, atMs - monotonicMs)
    monotonicMs += step
    wallMs += step
  }

  async function runUntil(untilMs: number): Promise<void> {
    await settle()
    for (let timer = nextTimer(untilMs); timer; timer = nextTimer(untilMs)) {
      timers.delete(timer)
      moveTo(timer.atMs)
      timer.callback()
      await settle()
    }
    moveTo(untilMs)
  }

  return {
    now: () => wallMs,
    monotonic: () => monotonicMs,
    after(delayMs, callback) {
      const timer = { atMs: monotonicMs + Math.max(0, delayMs), order: order++, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: (ms) => runUntil(monotonicMs + ms),
    jump: (ms) => void (wallMs += ms),
    block(ms) {
      moveTo(monotonicMs + ms)
      return runUntil(monotonicMs)
    },
    waiting: () => timers.size,
  }
}

/** Lets every promise settle that needs no further time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await undefined
}
