import type { CheckFunction } from '../check.ts'
import type { Measurement } from '../model/check-outcome.ts'
import type { CheckRun, Fault } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { Clock } from '../model/clock.ts'
import { cleanText } from '../text/clean-text.ts'
import { describeError } from '../text/describe-error.ts'
import { formatDuration } from '../units/duration.ts'
import { containReturn } from './contain-return.ts'

const MAX_MEASUREMENTS = 32
const MEASUREMENT_NAME = /^[A-Za-z][A-Za-z0-9_]{0,59}$/

export interface StartedRun {
  /** What came of it; at the latest when its time is over. Never rejects. */
  result: Promise<CheckRun>
  /** The function itself has ended, which may be long after its time was over. Never rejects. */
  settled: Promise<void>
  abort(): void
}

/** Runs a check once. Whatever it does (throw, hang, return nonsense or megabytes) comes out as a small, plain record. */
export function runCheck(
  settings: Pick<CheckSettings, 'name' | 'kind' | 'timeoutMs'>,
  run: CheckFunction,
  clock: Clock,
): StartedRun {
  const { name, kind, timeoutMs } = settings
  const startedAt = clock.now()
  const start = clock.monotonic()
  const controller = new AbortController()
  const measurements: Measurement[] = []
  let open = true

  const measure = (measured: string, value: number, unit?: string): void => {
    const isUsable = open && MEASUREMENT_NAME.test(measured) && Number.isFinite(value)
    if (!isUsable || measurements.length === MAX_MEASUREMENTS) return
    measurements.push(
      Object.freeze({ name: measured, value, ...(unit !== undefined && { unit: cleanText(unit, 20) }) }),
    )
  }

  const finish = (outcome: Partial<CheckRun>, fault?: Fault): CheckRun => {
    open = false
    const endedAtMonotonicMs = clock.monotonic()
    const durationMs = Math.max(0, endedAtMonotonicMs - start)
    const record = { check: name, kind, ...outcome, measurements: Object.freeze(measurements), startedAt, durationMs }
    return { ...record, endedAtMonotonicMs, ...(fault && { fault }) }
  }

  const called = callSafely(() => run({ signal: controller.signal, timeoutMs, measure }))
  const result = new Promise<CheckRun>((resolve) => {
    const cancel = clock.after(timeoutMs, () => {
      const message = `no answer within ${formatDuration(timeoutMs)}`
      if (open) resolve(finish({ message }, 'timeout'))
      controller.abort(new DOMException(message, 'TimeoutError'))
    })
    called.then(
      (returned) => {
        cancel()
        if (!open) return
        const { outcome, fault } = containReturn(returned)
        resolve(finish(outcome, fault))
      },
      (error: unknown) => {
        cancel()
        if (open) resolve(finish({ message: describeError(error) }, 'threw'))
      },
    )
  })
  const settled = called.then(ignore, ignore)
  return { result, settled, abort: () => controller.abort() }
}

async function callSafely<T>(call: () => T | Promise<T>): Promise<T> {
  return call()
}

function ignore(): void {}
