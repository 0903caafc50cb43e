import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { createHealth } from './create-health.ts'
import { createSimulatedClock } from './testing/simulated-clock.ts'
import type { CheckOutcome } from './model/check-outcome.ts'

/** A dependency that can be broken, and the checks of it. */
function createDependency() {
  const dependency = {
    calls: 0,
    outcome: {} as CheckOutcome | (() => never),
    check: (name: string, options: Parameters<typeof check>[1] = { kind: 'readiness', onFail: 'critical' }) =>
      check(name, options, () => {
        dependency.calls++
        return typeof dependency.outcome === 'function' ? dependency.outcome() : dependency.outcome
      }),
    break: () =>
      void (dependency.outcome = () => {
        throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
      }),
    mend: () => void (dependency.outcome = {}),
  }
  return dependency
}

describe('the line', () => {
  it('gives frozen snapshots, and the state of startup checks for good', async () => {
    const clock = createSimulatedClock()
    let migrated = false
    let runs = 0
    const health = createHealth({
      clock,
      random: () => 0.5,
      checks: [
        check('migrations', { kind: 'startup' }, () => (runs++, migrated)),
        check('database', { kind: 'readiness' }, ({ measure }) => {
          measure('poolWaiting', 1)
          return { value: 1, metadata: { role: 'primary' } }
        }),
      ],
    })
    health.ready()
    await clock.advance(15_000)
    expect(health.snapshot()).toMatchObject({ started: false, ready: false })
    migrated = true
    await clock.advance(10_000)
    const before = runs
    expect(health.snapshot()).toMatchObject({ started: true, ready: true, status: 'healthy' })
    await clock.advance(600_000)
    expect(runs).toBe(before)
    expect(health.snapshot()).toMatchObject({ started: true, ready: true, status: 'healthy' })

    const loose = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && (!Object.isFrozen(value) || Object.values(value).some(loose))
    expect(loose(health.snapshot())).toBe(false)
    await health.close()
    expect(clock.waiting()).toBe(0)
  })

  it('goes from a check to its status, its incident, its alert, its history and its answer', async () => {
    const clock = createSimulatedClock()
    const database = createDependency()
    const health = createHealth({
      service: { name: 'orders' },
      clock,
      random: () => 0.5,
      checks: [database.check('postgres')],
    })
    const alerts: string[] = []
    health.onAlert(({ state, summary }) => void alerts.push(`${state}: ${summary}`))
    const probe = () => health.handler.handle({ method: 'GET', url: '/readyz', headers: {} })

    expect(probe()).toMatchObject({ status: 503, body: '{"status":"starting"}\n' })
    health.ready()
    expect(probe()).toMatchObject({ status: 503, body: '{"status":"unknown"}\n' })
    await clock.advance(1_000)
    expect(probe()).toMatchObject({ status: 200, body: '{"status":"healthy"}\n' })

    database.break()
    await clock.advance(20_000)
    expect(health.snapshot().checks[0]).toMatchObject({ status: 'healthy', consecutiveFailures: 2 })
    await clock.advance(10_000)
    expect(probe()).toMatchObject({ status: 503, body: '{"status":"critical"}\n' })
    expect(alerts).toEqual(['firing: orders: postgres is critical: connect ECONNREFUSED 10.0.0.7:5432'])

    database.mend()
    await clock.advance(21_000)
    expect(probe()).toMatchObject({ status: 200 })
    // It was short: its end is believed after half a minute.
    await clock.advance(30_000)
    expect(alerts[1]).toBe('resolved: orders: postgres is healthy')
    const points = await health.history('postgres')
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(database.calls)
    expect(points.reduce((sum, { ok }) => sum + ok, 0)).toBe(database.calls - 3)
    await health.close()
  })

  it('answers over a real server, in front of whatever is mounted there', async () => {
    const server = createServer((_, response) => response.writeHead(418).end())
    const health = createHealth({ checks: [check('own', { kind: 'readiness' }, () => true)] })
    const detach = health.attach(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const at = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)

    health.ready()
    await health.run()
    expect((await at('/readyz/?x=1')).status).toBe(200)
    expect((await at('/health/live')).status).toBe(200)
    expect((await at('/orders')).status).toBe(418)
    expect(await (await at('/health/detailed')).json()).toMatchObject({
      status: 'healthy',
      checks: { own: { value: true } },
    })
    expect(await (await at('/health/metrics')).text()).toContain(
      'shipworthy_check_status{check="own",kind="readiness"} 2',
    )
    detach()
    expect((await at('/readyz')).status).toBe(418)
    server.close()
    await health.close()
  })
})
