import { setTimeout } from 'node:timers/promises'
import type { Health } from '../health.ts'
import type { SimulatedClock } from './simulated-clock.ts'

/** Ends a health in simulated time over a real store: what waits for either gets it. */
export async function closeInTime(health: Health, clock: SimulatedClock): Promise<void> {
  let isClosed = false
  const closing = health.close().then(() => (isClosed = true))
  while (!isClosed) {
    await clock.advance(1_000)
    await setTimeout(5)
  }
  await closing
}
