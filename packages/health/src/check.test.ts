import { describe, expect, it } from 'vitest'
import { check, sharedCheck, type HealthCheck } from './check.ts'
import { eventLoop } from './checks/event-loop.ts'
import { http } from './checks/http.ts'
import { tcp } from './checks/tcp.ts'
import { createHealth } from './create-health.ts'

const ok = (): void => {}

/** Compiled, not run: each line below would be an error of the compiler without its mark. */
function whatTheTypesRefuse(): HealthCheck[] {
  return [
    // @ts-expect-error: a shared dependency may not decide liveness
    tcp({ host: 'db', port: 5432, kind: 'liveness' }),
    // @ts-expect-error: a shared dependency may not decide liveness
    http({ url: 'https://api.example.com', kind: 'liveness' }),
    // @ts-expect-error: liveness needs the promise that the check is local
    check('database', { kind: 'liveness' }, ok),
    // @ts-expect-error: nor is it enough to say that it is shared
    check('database', { kind: 'liveness', scope: 'shared' }, ok),
    // @ts-expect-error: a factory of shared checks cannot make one either
    sharedCheck({ name: 'redis', options: { kind: 'liveness' }, run: ok }),
    // @ts-expect-error: a number has no unit
    check('slow', { interval: 10 }, ok),
    // @ts-expect-error: there is no unit "sec"
    check('slow', { interval: '10sec' }, ok),
    // @ts-expect-error: a status is one of four
    check('odd', {}, () => ({ status: 'green' })),
  ]
}

describe('liveness', () => {
  it('takes local checks', () => {
    const health = createHealth({
      autoStart: false,
      checks: [eventLoop({ kind: 'liveness' }), check('own', { kind: 'liveness', scope: 'local' }, ok)],
    })
    expect(health.snapshot().checks.map(({ kind }) => kind)).toEqual(['liveness', 'liveness'])
    return health.close()
  })

  it('refuses shared ones by type, and once more for those who compile nothing', () => {
    const [database] = whatTheTypesRefuse()
    expect(() => createHealth({ checks: [database!] })).toThrow(
      expect.objectContaining({
        code: 'SW_ERR_HEALTH_SHARED_LIVENESS',
        remedy: expect.stringContaining("'readiness'"),
      }),
    )
  })
})

describe('a shared dependency in readiness', () => {
  it('is a warning at worst, unless told otherwise', () => {
    const health = createHealth({
      autoStart: false,
      checks: [
        tcp({ host: 'db', port: 1, name: 'a', kind: 'readiness' }),
        tcp({ host: 'db', port: 1, name: 'b', kind: 'readiness', onFail: 'critical' }),
        tcp({ host: 'db', port: 1, name: 'c', kind: 'monitor' }),
      ],
    })
    expect(health.snapshot().checks.map(({ onFail }) => onFail)).toEqual(['warning', 'critical', 'critical'])
    return health.close()
  })
})
