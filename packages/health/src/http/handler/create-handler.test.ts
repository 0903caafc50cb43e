import { describe, expect, it } from 'vitest'
import { check } from '../../check.ts'
import { createHealth } from '../../create-health.ts'
import type { HealthOptions } from '../../options/health-options.ts'
import { createSimulatedClock } from '../../testing/simulated-clock.ts'
import type { HealthRequest, HealthResponse } from './health-request.ts'

const HERE = { remoteAddress: '127.0.0.1', headers: { host: 'localhost:9000' } }

function setUp(options: HealthOptions = {}) {
  const clock = createSimulatedClock()
  const health = createHealth({
    clock,
    random: () => 0,
    checks: [
      check('database', { kind: 'readiness', onFail: 'critical' }, () => true),
      check('cache', { kind: 'readiness', onFail: 'warning' }, () => false),
      check('mail', { kind: 'monitor' }, () => false),
    ],
    ...options,
  })
  const ask = (url: string, more: Partial<HealthRequest> = {}) =>
    health.handler.handle({ method: 'GET', url, headers: {}, ...more }) as HealthResponse | undefined
  return { health, clock, ask }
}

async function ready(options: HealthOptions = {}) {
  const set = setUp(options)
  set.health.ready()
  await set.clock.advance(100)
  return set
}

describe('the lifecycle', () => {
  it('is not ready while starting and draining, and live all the time', async () => {
    const { health, clock, ask } = setUp()
    const codes = () => ['/livez', '/readyz', '/health/startup', '/health'].map((path) => ask(path)!.status)
    expect(codes()).toEqual([200, 503, 503, 200])
    await clock.advance(100)
    health.ready()
    expect(codes()).toEqual([200, 200, 200, 200])
    let drained = false
    void health.drain('10s').then(() => (drained = true))
    expect(codes()).toEqual([200, 503, 200, 200])
    expect(ask('/readyz')!.body).toBe('{"status":"draining"}\n')
    await clock.advance(9_999)
    expect(drained).toBe(false)
    await clock.advance(1)
    expect(drained).toBe(true)
  })
})

describe('readiness', () => {
  it('is not lost to a shared dependency that is only a warning, nor to a monitor', async () => {
    const { ask } = await ready()
    expect(ask('/readyz')).toMatchObject({ status: 200, body: '{"status":"warning"}\n' })
    expect(ask('/health')).toMatchObject({ status: 200, body: '{"status":"critical"}\n' })
    expect(ask('/readyz/cache')).toMatchObject({ status: 200, body: '{"status":"warning"}\n' })
  })

  it('tells line by line for those who may see it', async () => {
    const { ask } = await ready()
    expect(ask('/readyz?verbose', HERE)!.body).toBe(
      '[+]lifecycle ok (ready)\n[+]database ok (healthy)\n[+]cache ok (warning)\nreadyz check passed\n',
    )
    expect(ask('/readyz?verbose&exclude=database&exclude=nobody', HERE)!.body).toContain(
      '[+]database excluded: ok\n[+]cache ok (warning)\nwarn: there is no readiness check "nobody" to exclude\n',
    )
    expect(ask('/readyz?verbose')!.body).toBe('{"status":"warning"}\n')
  })

  it('cannot be had by leaving everything out while draining', async () => {
    const { health, ask } = await ready()
    void health.drain()
    expect(ask('/readyz?exclude=database&exclude=cache')!.status).toBe(503)
  })

  it('does not know checks of other kinds, or none', async () => {
    const { ask } = await ready()
    expect([ask('/readyz/mail')!.status, ask('/readyz/nobody')!.status, ask('/readyz/%E0%A4%A')!.status]).toEqual([
      404, 404, 404,
    ])
  })
})

describe('paths', () => {
  it('can lie elsewhere', async () => {
    const { ask } = await ready({ prefix: '/internal/health' })
    expect(ask('/internal/health/live')!.status).toBe(200)
    expect(ask('/livez')!.status).toBe(200)
    expect(ask('/health/live')).toBeUndefined()
  })

  it.each(['/', '', '/healthy', '/health/nothing', '/health/live/x', '//health', '/livezz', '/x?/health'])(
    'leave %s to the application',
    async (url) => {
      const { ask } = await ready()
      expect(ask(url)).toBeUndefined()
    },
  )

  it.each(['/health?', '/health//?a&b=%zz&=', '/health/?x=1&x=2#f', '/%68ealth'])('take %s', async (url) => {
    const { ask } = await ready()
    expect(ask(url)!.status).toBe(200)
  })
})

describe('answers', () => {
  it('are frozen and shared, and the endpoints do not leak into each other', async () => {
    const { ask } = await ready()
    const live = ask('/livez')!
    expect(ask('/livez')).toBe(live)
    expect(Object.isFrozen(live) && Object.isFrozen(live.headers)).toBe(true)
    ask('/health/detailed', HERE)
    ask('/readyz?verbose', HERE)
    expect(ask('/livez')!.body).toBe('{"status":"healthy"}\n')
    expect(() => Object.assign(live.headers, { 'x-extra': '1' })).toThrow(TypeError)
  })

  it('of two instances are apart', async () => {
    const one = await ready()
    const other = await ready()
    void one.health.drain()
    expect([one.ask('/readyz')!.status, other.ask('/readyz')!.status]).toEqual([503, 200])
  })

  it('say nothing but the status to the public', async () => {
    const { ask } = await ready()
    for (const path of ['/health', '/livez', '/readyz', '/health/startup', '/readyz/database'])
      expect(Object.keys(JSON.parse(ask(path)!.body) as object)).toEqual(['status'])
  })

  it('in health+json fail only with a status that fails', async () => {
    const { ask, health } = await ready()
    const accept = { headers: { accept: 'application/health+json, */*' } }
    const said = (path: string) => [
      ask(path, accept)!.status,
      (JSON.parse(ask(path, accept)!.body) as { status: string }).status,
    ]
    expect(['/health', '/livez', '/readyz'].map(said)).toEqual([
      [200, 'warn'],
      [200, 'pass'],
      [200, 'warn'],
    ])
    void health.drain()
    expect(said('/readyz')).toEqual([503, 'fail'])
    const full = JSON.parse(
      ask('/health', { ...HERE, headers: { ...HERE.headers, ...accept.headers } })!.body,
    ) as object
    expect(full).toMatchObject({
      serviceId: 'service',
      checks: { 'database:responseTime': [{ componentId: 'database', observedUnit: 'ms', status: 'pass' }] },
    })
  })

  it('count bytes, not characters', async () => {
    const checks = [check('größe', {}, () => true)].map((one) => ({
      ...one,
      name: 'size',
      run: () => ({ message: 'größer als 5 € 🚢' }),
    }))
    const { ask } = await ready({ checks })
    const { body, headers } = ask('/health/detailed', HERE)!
    expect(body).toContain('größer als 5 € 🚢')
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
  })
})

describe('a fault in here', () => {
  it('does not reach the service', async () => {
    const { ask } = await ready()
    const { memoryUsage } = process
    process.memoryUsage = (() => {
      throw new Error('EMFILE')
    }) as unknown as typeof memoryUsage
    try {
      expect(ask('/health/detailed', HERE)).toMatchObject({ status: 500 })
      expect(ask('/readyz')!.status).toBe(200)
    } finally {
      process.memoryUsage = memoryUsage
    }
  })
})

describe('a peer defect', () => {
  it('does not come back: 50 probes during an outage are not 50 checks in flight', async () => {
    let inFlight = 0
    const checks = [
      check('hung', { kind: 'readiness', onFail: 'critical' }, () => (inFlight++, new Promise<void>(() => {}))),
    ]
    const { ask, clock } = await ready({ checks })
    for (let i = 0; i < 50; i++) {
      ask('/readyz')
      await clock.advance(1_000)
    }
    expect(inFlight).toBe(1)
    expect(ask('/readyz')!.status).toBe(503)
  })

  it('does not come back: what was down at boot is up again when it is', async () => {
    let isUp = false
    const checks = [check('database', { kind: 'readiness', onFail: 'critical' }, () => isUp)]
    const { ask, clock } = await ready({ checks })
    await clock.advance(60_000)
    expect(ask('/readyz')!.status).toBe(503)
    isUp = true
    await clock.advance(25_000)
    expect(ask('/readyz')!.status).toBe(200)
  })

  it('does not come back: one check that throws costs no other its result', async () => {
    const checks = [
      check('throws', { kind: 'readiness', onFail: 'critical' }, () => {
        throw new Error('boom')
      }),
      check('works', { kind: 'readiness', onFail: 'critical' }, () => ({ value: 7 })),
    ]
    const { ask } = await ready({ checks })
    expect(ask('/readyz')).toMatchObject({ status: 503, body: '{"status":"critical"}\n' })
    expect(JSON.parse(ask('/health/detailed', HERE)!.body)).toMatchObject({
      checks: {
        throws: { status: 'critical', message: 'boom', fault: 'threw' },
        works: { status: 'healthy', value: 7 },
      },
    })
  })

  it('does not come back: nobody says 200 for days about what was not looked at', async () => {
    const checks = [check('database', { kind: 'readiness', onFail: 'critical', interval: '10s' }, () => true)]
    const { ask, clock, health } = await ready({ checks })
    await clock.advance(5_000)
    expect(ask('/readyz')!.status).toBe(200)
    // The loop stands still for a minute: no timer has run when the probe comes.
    const blocked = clock.block(60_000)
    expect(ask('/readyz')).toMatchObject({ status: 503, body: '{"status":"unknown"}\n' })
    await blocked
    await health.close()
  })
})
