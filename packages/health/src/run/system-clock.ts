import { performance } from 'node:perf_hooks'
import type { Clock } from '../model/clock.ts'

/** Node.js fires longer delays at once. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, callback, { keepAlive } = { keepAlive: false }) => {
    const timer = setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS))
    if (!keepAlive) timer.unref()
    return () => clearTimeout(timer)
  },
}
