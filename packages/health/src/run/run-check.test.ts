import { describe, expect, it } from 'vitest'
import type { CheckFunction } from '../check.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import { runCheck } from './run-check.ts'
import { SYSTEM_CLOCK } from './system-clock.ts'

const SETTINGS = { name: 'x', kind: 'monitor', timeoutMs: 1_000 } as const
const run = (check: unknown) => runCheck(SETTINGS, check as CheckFunction, SYSTEM_CLOCK).result
const evil = {
  get status(): string {
    throw new Error('never read me')
  },
}

describe('a run', () => {
  it.each([
    ['nothing', () => undefined, {}],
    ['true', () => true, { status: 'healthy', value: true }],
    ['false', async () => false, { status: 'critical', value: false }],
    ['a number', () => 42, { value: 42 }],
    [
      'an outcome',
      () => ({ value: 3, unit: 'jobs', metadata: { a: 1, b: null } }),
      { value: 3, unit: 'jobs', metadata: { a: 1, b: null } },
    ],
  ])('takes %s', async (_, check, expected) => {
    const result = await run(check)
    expect(result).toMatchObject(expected)
    expect(result.fault).toBeUndefined()
  })

  it.each([
    ['a text', () => 'fine', "returned 'fine'"],
    ['null', () => null, 'returned null'],
    ['an array', () => [1], 'returned an array'],
    ['a function', () => () => {}, 'returned a function'],
    ['NaN', () => Number.NaN, 'returned NaN'],
    ['a status of its own', () => ({ status: 'UP' }), "the status 'UP'"],
    ['a value that is an object', () => ({ value: {} }), 'the value a object'],
    ['a getter that throws', () => evil, 'cannot be read'],
  ])('calls %s invalid', async (_, check, message) => {
    expect(await run(check)).toMatchObject({ fault: 'invalid', message: expect.stringContaining(message) })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('boom')
      },
      'boom',
    ],
    [
      'rejects',
      async () => {
        throw new Error('later')
      },
      'later',
    ],
    [
      'throws a text',
      () => {
        throw 'no database' as unknown as Error
      },
      'no database',
    ],
    [
      'throws nothing',
      () => {
        throw undefined as unknown as Error
      },
      'threw a undefined',
    ],
    [
      'throws with a code',
      () => {
        throw Object.assign(new Error('failed'), { code: 'ETIMEDOUT' })
      },
      'failed (ETIMEDOUT)',
    ],
    [
      'throws with a cause',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED ::1:80') })
      },
      'fetch failed: connect ECONNREFUSED ::1:80',
    ],
    [
      'throws several',
      () => {
        throw new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')])
      },
      'connect ECONNREFUSED 127.0.0.1:1',
    ],
  ])('that %s is told in one line', async (_, check, message) => {
    expect(await run(check)).toMatchObject({ fault: 'threw', message })
  })

  it('keeps megabytes small', async () => {
    const flood = 'x'.repeat(10 * 1024 * 1024)
    const thrown = await run(() => {
      throw new Error(flood)
    })
    const returned = await run(() => ({
      message: flood,
      metadata: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, flood])),
    }))
    expect(JSON.stringify(thrown).length).toBeLessThan(1_000)
    expect(JSON.stringify(returned).length).toBeLessThan(10_000)
  })

  it('shows no secrets, and stays on one line', async () => {
    const result = await run(() => {
      throw new Error(
        'cannot reach postgres://app:hunter2@db/orders\r\nAuthorization: Bearer abcdefgh12345678 password=geheim',
      )
    })
    expect(result.message).toBe('cannot reach postgres://••••@db/orders Authorization: •••• password=••••')
    const { metadata } = await run(() => ({ metadata: { apiKey: 'k-1', url: 'redis://:pw@cache:6379' } }))
    expect(metadata).toEqual({ apiKey: '••••', url: 'redis://••••@cache:6379' })
  })

  it('takes measurements while it runs, and none after', async () => {
    let late: (() => void) | undefined
    const result = await run(({ measure }: Parameters<CheckFunction>[0]) => {
      measure('poolWaiting', 2, 'connections')
      measure('not a name', 1)
      measure('nothing', Number.NaN)
      late = () => measure('late', 1)
    })
    late!()
    expect(result.measurements).toEqual([{ name: 'poolWaiting', value: 2, unit: 'connections' }])
  })

  it('that hangs ends at its timeout and is told to stop', async () => {
    const clock = createSimulatedClock()
    let signal: AbortSignal | undefined
    const { result } = runCheck(SETTINGS, (context) => new Promise(() => (signal = context.signal)), clock)
    await clock.advance(999)
    expect(signal!.aborted).toBe(false)
    await clock.advance(1)
    expect(await result).toMatchObject({ fault: 'timeout', message: 'no answer within 1 s', durationMs: 1_000 })
    expect(signal!.reason).toMatchObject({ name: 'TimeoutError' })
    expect(clock.waiting()).toBe(0)
  })

  it('is timed by a clock that does not jump', async () => {
    const clock = createSimulatedClock()
    let finish: (() => void) | undefined
    const { result } = runCheck(SETTINGS, () => new Promise<void>((resolve) => (finish = resolve)), clock)
    clock.jump(-3_600_000)
    await clock.advance(20)
    finish!()
    expect((await result).durationMs).toBe(20)
  })
})
