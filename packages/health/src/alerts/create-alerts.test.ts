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
