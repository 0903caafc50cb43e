import { describe, expect, it } from 'vitest'
import { check, type CheckOptions, type HealthCheck } from '../check.ts'
import { http } from '../checks/http.ts'
import { tcp } from '../checks/tcp.ts'
import { createHealth } from '../create-health.ts'
import { HEALTH_ERRORS, HealthError } from '../errors.ts'
import type { HealthOptions } from './health-options.ts'

const wrong = (options: unknown, name = 'queue'): HealthCheck => ({
  name,
  scope: 'shared',
  options: options as CheckOptions,
  run: () => {},
})
const make = (options: unknown) => () => createHealth(options as HealthOptions)
const withCheck = (options: unknown) => make({ checks: [wrong(options)] })

describe('a wrong option', () => {
  it.each([
    [withCheck({ interval: 'soon' }), "queue.interval: expected a duration such as '10s', got 'soon'"],
    [withCheck({ timeout: 5 }), "queue.timeout: expected a duration such as '10s', got 5"],
    [withCheck({ interval: '0s' }), 'queue.interval: expected a duration'],
    [withCheck({ failAfter: 0 }), 'queue.failAfter: expected a whole number from 1, got 0'],
    [
      withCheck({ kind: 'ready' }),
      "queue.kind: expected 'liveness' or 'readiness' or 'startup' or 'monitor', got 'ready'",
    ],
    [withCheck({ onFail: 'ignore' }), "queue.onFail: expected 'warning' or 'critical', got 'ignore'"],
    [withCheck({ thresholds: { value: {} } }), 'queue.thresholds.value: expected a limit'],
    [
      withCheck({ thresholds: { value: { warning: '80' } } }),
      "queue.thresholds.value.warning: expected a number, got '80'",
    ],
    [
      withCheck({ thresholds: { value: { warning: 90, critical: 80 } } }),
      'queue.thresholds.value.critical: expected a limit above warning (90), got 80',
    ],
    [
      withCheck({ thresholds: { value: { warning: 80, clear: 85 } } }),
      'queue.thresholds.value.clear: expected a limit on the healthy side of 80, got 85',
    ],
    [withCheck({ recommendation: 7 }), 'queue.recommendation: expected a text, got 7'],
    [make({ checks: [{ ...wrong({}), run: 'x' }] }), 'checks[0].run: expected a function, got string'],
    [make({ checks: [wrong({}, 'a b')] }), 'checks[0].name: expected a name'],
    [
      make({ prefix: '/health/' }),
      "prefix: expected a path such as '/health', without a slash at its end, got '/health/'",
    ],
    [make({ cheks: [] }), 'cheks: expected one of the options service, defaults'],
    [make({ service: { name: '' } }), "service.name: expected a text, got ''"],
    [make({ maxConcurrent: 1.5 }), 'maxConcurrent: expected a whole number from 1, got 1.5'],
    [() => tcp({ host: '', port: 1 }), "tcp.host: expected a text, got ''"],
    [() => http({ url: '/relative' }), 'http.url: expected an absolute http or https URL'],
  ])('is named with what was expected: %#', (call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'SW_ERR_HEALTH_OPTION', message: expect.stringContaining(message) }),
    )
  })

  it('shows no token', () => {
    expect(make({ access: { token: 'hunter2' } })).toThrow(
      /^access\.token: expected at least 16 characters, got undefined$/,
    )
  })

  it.each([
    [make({ checks: [wrong({}), wrong({})] }), 'SW_ERR_HEALTH_DUPLICATE_CHECK'],
    [withCheck({ dependsOn: ['egress'] }), 'SW_ERR_HEALTH_UNKNOWN_DEPENDENCY'],
    [
      make({ checks: [wrong({ dependsOn: ['b'] }, 'a'), wrong({ dependsOn: ['a'] }, 'b')] }),
      'SW_ERR_HEALTH_DEPENDENCY_CYCLE',
    ],
  ])('has its code: %#', (call, code) => expect(call).toThrow(expect.objectContaining({ code })))
})

describe('a check registered later', () => {
  it('is refused as a whole when something is wrong with it', async () => {
    const health = createHealth({ autoStart: false, checks: [check('a', {}, () => {})] })
    expect(() => health.register(check('b', { dependsOn: ['c'] }, () => {}))).toThrow(HealthError)
    expect(health.snapshot().checks.map(({ name }) => name)).toEqual(['a'])
    const end = health.register(check('b', { dependsOn: ['a'] }, () => {}))
    await health.run('b')
    expect(health.snapshot().checks.map(({ status }) => status)).toEqual(['unknown', 'healthy'])
    end()
    await expect(health.run('b')).rejects.toMatchObject({
      code: 'SW_ERR_HEALTH_UNKNOWN_CHECK',
      remedy: 'Use one of: a.',
    })
    await health.close()
  })
})

describe('the error catalogue', () => {
  it('says of every error what happened and what to do', () => {
    for (const [code, { message, remedy }] of Object.entries(HEALTH_ERRORS)) {
      expect(message, code).not.toMatch(/[.!]$/)
      expect(remedy, code).toMatch(/^[A-Z].*\.$/)
    }
  })
})
