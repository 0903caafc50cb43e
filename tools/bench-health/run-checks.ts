// Runs checks a million times in simulated time, and tells how the heap grows.  node --expose-gc run-checks.ts <runs>
import { check } from '../../packages/health/src/check.ts'
import { createHealth } from '../../packages/health/src/create-health.ts'
import { createSimulatedClock } from '../../packages/health/src/testing/simulated-clock.ts'
import type { HeapGrowth } from './measure-heap.ts'

const SAMPLES = 10
const INTERVAL_MS = 1_000

const wanted = Number(process.argv[2])
const clock = createSimulatedClock()
let runs = 0
let turn = 0
const run =
  <T>(body: () => T) =>
  () => (runs++, body())
const health = createHealth({
  clock,
  defaults: { interval: `${INTERVAL_MS}ms`, timeout: '100ms' },
  checks: [
    check(
      'answers',
      { kind: 'readiness' },
      run(() => ({ value: turn++, unit: 'jobs' })),
    ),
    check(
      'throws',
      { kind: 'monitor' },
      run(() => Promise.reject(new Error(`no ${turn}`))),
    ),
    check(
      'flaps',
      { kind: 'readiness', onFail: 'critical', failAfter: 1, recoverAfter: 1 },
      run(() => turn % 7 < 3),
    ),
    check(
      'late',
      { kind: 'monitor' },
      run(() => new Promise((resolve) => void clock.after(300, () => resolve(true)))),
    ),
  ],
})
health.ready()

const heaps: number[] = []
for (let sample = 1; sample <= SAMPLES; sample++) {
  while (runs < (wanted * sample) / SAMPLES) {
    await clock.advance(100 * INTERVAL_MS)
    // Subscribers are told in turns of the event loop, which simulated time has none of.
    await new Promise(setImmediate)
    health.metrics()
  }
  globalThis.gc!()
  heaps.push(process.memoryUsage().heapUsed)
}
await health.close()
const growth: HeapGrowth = { runs, firstBytes: heaps[0]!, lastBytes: heaps.at(-1)! }
process.stdout.write(JSON.stringify(growth))
