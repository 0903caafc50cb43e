import { describe, expect, it } from 'vitest'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { SelfEvent } from '../model/health-events.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import type { Alert, Notifier } from './notifier.ts'

function setUp(names: readonly string[], notifiers: readonly Notifier[] = []) {
  const clock = createSimulatedClock()
  const down = new Set<string>()
  const health = createHealth({
    service: { name: 'orders' },
    clock,
    random: () => 0.5,
    notifiers,
    defaults: { failAfter: 1, recoverAfter: 1 },
    checks: names.map((name, index) =>
      check(
        name,
        { kind: 'readiness', onFail: 'critical', ...(index > 0 && { dependsOn: [names[0]!] }) },
        () => !down.has(name),
      ),
    ),
  })
  const alerts: Alert[] = []
  health.onAlert((alert) => void alerts.push(alert))
  const said = (): string[] => alerts.map(({ state, incidents }) => `${incidents[0]!.check} ${state}`)
  return { clock, health, down, alerts, said }
}

describe('alerts', () => {
  it('fire once for each episode and resolve once', async () => {
    const { clock, down, alerts, said, health } = setUp(['database'])
    await clock.advance(1_000)
    down.add('database')
    await clock.advance(100_000)
    expect(health.alerts()).toHaveLength(1)
    down.clear()
    await clock.advance(20_000)
    expect(said()).toEqual(['database firing', 'database resolved'])
    expect(alerts[0]!.id).toBe(alerts[1]!.id)
    expect(alerts[1]!.resolvedAt! - alerts[1]!.firedAt).toBeGreaterThan(90_000)
    expect(health.alerts()).toEqual([])
  })

  it('are not made for what a dependency explains, while measuring goes on', async () => {
    const children = Array.from({ length: 30 }, (_, i) => `child-${i}`)
    const { clock, down, said, health } = setUp(['network', ...children])
    await clock.advance(1_000)
    down.add('network')
    await clock.advance(10_000)
    for (const child of children) down.add(child)
    await clock.advance(30_000)
    expect(health.snapshot().checks.filter(({ status }) => status === 'critical')).toHaveLength(31)
    down.clear()
    await clock.advance(60_000)
    expect(said()).toEqual(['network firing', 'network resolved'])
  })

  it('reach every notifier, also when one fails and one hangs', async () => {
    const sent: string[] = []
    const { clock, down, health } = setUp(
      ['database'],
      [
        { name: 'broken', send: () => Promise.reject(new Error('https://hooks.example/x?token=abc refused')) },
        { name: 'hanging', send: () => new Promise(() => {}) },
        { name: 'working', send: ({ summary }) => void sent.push(summary) },
      ],
    )
    const selfEvents: SelfEvent[] = []
    health.on('self', (event) => void selfEvents.push(event))
    await clock.advance(1_000)
    down.add('database')
    await clock.advance(30_000)
    expect(sent).toEqual(['orders: database is critical'])
    expect(selfEvents.map(({ message }) => message)).toEqual([
      'the notifier broken failed: (address) refused',
      'the notifier hanging failed: not delivered within 10 s',
    ])
    expect(health.metrics()).toContain('shipworthy_notifications_total{notifier="broken",result="failed"} 3\n')
    expect(health.metrics()).toContain('shipworthy_notifications_total{notifier="working",result="sent"} 1\n')
  })
})

describe('whoever runs the service', () => {
  it('acknowledges, silences and looks at what came of it', async () => {
    const told: string[] = []
    const pager: Notifier = { name: 'pager', acknowledges: true, send: ({ reason }) => void told.push(reason) }
    const { clock, down, health } = setUp(['database'], [pager])
    await clock.advance(1_000)
    down.add('database')
    await clock.advance(20_000)
    const [alert] = health.alerts()
    await health.acknowledge(alert!.id, { by: 'ada', comment: 'on it' })
    await clock.advance(1_000)
    expect(health.alerts()).toMatchObject([{ state: 'acknowledged', acknowledged: { by: 'ada', comment: 'on it' } }])
    expect(health.metrics()).toContain('shipworthy_alerts{state="acknowledged"} 1\n')
    expect(told).toEqual(['fired', 'acknowledged'])
    down.clear()
    await clock.advance(60_000)
    const id = await health.silence({ check: 'data*', for: '1h', by: 'ada', comment: 'moving it' })
    expect(health.silences()).toMatchObject([{ id, by: 'ada', comment: 'moving it', match: { check: ['data*'] } }])
    down.add('database')
    await clock.advance(60_000)
    expect(health.metrics()).toContain('shipworthy_alerts{state="silenced"} 1\n')
    await health.unsilence(id)
    await clock.advance(10_000)
    expect(told).toEqual(['fired', 'acknowledged', 'resolved', 'fired'])
    expect(health.deliveries().filter(({ notifier }) => notifier === 'pager')).toMatchObject([
      { reason: 'fired', result: 'sent', attempts: 1 },
      { reason: 'acknowledged', result: 'sent' },
      { reason: 'resolved', result: 'sent' },
      { reason: 'fired', result: 'sent' },
    ])
    expect(health.deadLetters()).toEqual([])
    await health.close()
  })

  it('is told what there is not', async () => {
    const { health } = setUp(['database'])
    const unknown = { code: 'SW_ERR_HEALTH_UNKNOWN_ALERT' }
    await expect(health.acknowledge('x')).rejects.toMatchObject({
      ...unknown,
      message: 'there is no alert x, or not any more',
    })
    await expect(health.unsilence('x')).rejects.toMatchObject(unknown)
    await expect(health.testAlert('x')).rejects.toMatchObject(unknown)
    await expect(health.silence({ for: 'soon' as '1h' })).rejects.toThrow('silence.for: expected a duration')
    await health.close()
  })

  it('tests a route: a message and its end, and what came of it', async () => {
    const told: string[] = []
    const notifiers: Notifier[] = [
      { name: 'chat', send: ({ reason, state }) => void told.push(`${reason} ${state}`) },
      { name: 'pager', send: () => Promise.reject(new Error('wrong key')) },
      { name: 'other', send: () => void told.push('other') },
    ]
    const health = createHealth({
      autoStart: false,
      notifiers,
      alerts: { routes: [{ name: 'ops', notify: ['chat', 'pager'] }] },
    })
    expect(await health.testAlert('ops')).toEqual([
      { notifier: 'chat', isSent: true },
      { notifier: 'pager', isSent: false, error: 'wrong key' },
    ])
    expect(told).toEqual(['test firing', 'test resolved'])
    expect(await health.testAlert('other')).toEqual([{ notifier: 'other', isSent: true }])
    expect(health.alerts()).toEqual([])
    await health.close()
  })

  it('gets alerts that nobody can change', async () => {
    const { clock, down, alerts, health } = setUp(['database'])
    await clock.advance(1_000)
    down.add('database')
    await clock.advance(20_000)
    for (const part of [alerts[0]!, alerts[0]!.incidents, alerts[0]!.incidents[0]!, alerts[0]!.labels])
      expect(Object.isFrozen(part)).toBe(true)
    await health.close()
  })
})
