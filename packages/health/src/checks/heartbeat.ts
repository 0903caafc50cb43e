import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { readDuration, readName } from '../options/read-option.ts'
import { formatDuration, type Duration } from '../units/duration.ts'

export interface HeartbeatOptions extends LocalCheckOptions {
  name: string
  /** How often the job ends well. */
  every: Duration
  /** How much later than that is still fine; a tenth of `every` by default. */
  grace?: Duration
}

export interface Heartbeat extends HealthCheck {
  /** The job has ended well: now, or at a time in milliseconds since 1970 that was kept over a restart. */
  beat(at?: number): void
  /** The job has failed: critical until the next beat. */
  fail(reason?: string): void
}

/**
 * A dead man's switch for a job that runs now and then: critical when its beat is overdue. Counts from the start of this process
 * until the first beat.
 *
 * @example
 * const nightly = heartbeat({ name: 'nightly', every: '1d', grace: '1h' })
 * // at the end of the job: nightly.beat()
 */
export function heartbeat(options: HeartbeatOptions): Heartbeat {
  const name = readName(options.name, 'heartbeat.name')
  const everyMs = readDuration(options.every, `${name}.every`)
  const graceMs = options.grace === undefined ? everyMs / 10 : readDuration(options.grace, `${name}.grace`)
  let last = Date.now()
  let failure: string | undefined
  const check = localCheck({
    name,
    options,
    defaults: { failAfter: 1, recoverAfter: 1 },
    run() {
      const ageMs = Date.now() - last
      const age = { value: Math.round(ageMs / 1000), unit: 's' }
      if (failure !== undefined) return { ...age, status: 'critical', message: failure }
      if (ageMs <= everyMs + graceMs) return age
      const message = `no beat for ${formatDuration(ageMs)}; one was due after ${formatDuration(everyMs)}`
      return { ...age, status: 'critical', message }
    },
  })
  return {
    ...check,
    beat(at = Date.now()) {
      last = at
      failure = undefined
    },
    fail: (reason = 'the job has failed') => void (failure = reason),
  }
}
