import { describe, expect, it } from 'vitest'
import { createHealth } from '../create-health.ts'
import type { AlertOptions } from './alert-options.ts'
import { resolveAlerts } from './resolve-alerts.ts'

const chat = { name: 'chat', send: () => {} }
const wrong =
  (alerts: unknown, notifiers: unknown = [chat]) =>
  () =>
    createHealth({ autoStart: false, alerts: alerts as AlertOptions, notifiers: notifiers as [] })

describe('a wrong option of alerts', () => {
  it.each([
    [wrong({ route: [] }), 'alerts.route: expected one of the options routes, groupBy'],
    [wrong([]), 'alerts: expected an object, got an array'],
    [wrong({ routes: {} }), 'alerts.routes: expected an array, got an object'],
    [wrong({ routes: [{ notify: ['chatt'] }] }), "alerts.routes[0].notify[0]: expected 'chat', got 'chatt'"],
    [wrong({ routes: [{ notify: ['chat'] }] }, []), 'alerts.routes[0].notify[0]: expected the name of a notifier'],
    [wrong({ routes: [{ notify: ['chat'], chek: 'x' }] }), 'alerts.routes[0].chek: expected one of the options check'],
    [wrong({ routes: [{ notify: 'chat' }] }), "alerts.routes[0].notify: expected an array, got 'chat'"],
    [wrong({ routes: [{ notify: [], kind: ['live'] }] }), "alerts.routes[0].kind[0]: expected 'liveness' or"],
    [
      wrong({ routes: [{ notify: [], severity: 'healthy' }] }),
      "alerts.routes[0].severity: expected 'warning' or 'unknown' or 'critical'",
    ],
    [wrong({ routes: [{ notify: [], labels: { team: 7 } }] }), 'alerts.routes[0].labels.team: expected a text, got 7'],
    [wrong({ routes: [{ notify: [], final: 1 }] }), 'alerts.routes[0].final: expected true or false, got 1'],
    [wrong({ groupBy: 'check' }), "alerts.groupBy: expected an array, got 'check'"],
    [wrong({ groupWait: 5 }), "alerts.groupWait: expected a duration such as '10s', got 5"],
    [wrong({ reminders: { first: '1 h' } }), "alerts.reminders.first: expected a duration such as '10s', got '1 h'"],
    [wrong({ reminders: { factor: 0.5 } }), 'alerts.reminders.factor: expected a number from 1, got 0.5'],
    [wrong({ escalation: [{ notify: ['chat'] }] }), 'alerts.escalation[0].after: expected a duration'],
    [
      wrong({ silences: [{ until: '2026-12-01' }] }),
      "alerts.silences[0].until: expected a time with its offset, such as '2026-12-01T00:00Z'",
    ],
    [
      wrong({ maintenance: [{ at: '2am', for: '1h' }] }),
      "alerts.maintenance[0].at: expected a time such as '02:00', or from and to",
    ],
    [
      wrong({ maintenance: [{ at: '02:00', for: '8d' }] }),
      "alerts.maintenance[0].for: expected at most 7 days, got '8d'",
    ],
    [
      wrong({ maintenance: [{ at: '02:00', for: '1h', timeZone: 'Berlin' }] }),
      "alerts.maintenance[0].timeZone: expected a time zone such as 'Europe/Berlin', got 'Berlin'",
    ],
    [
      wrong({ maintenance: [{ at: '02:00', for: '1h', days: ['Sunday'] }] }),
      "alerts.maintenance[0].days[0]: expected 'sun' or",
    ],
    [
      wrong({ maintenance: [{ at: '02:00', for: '1h', daysOfMonth: [32] }] }),
      'alerts.maintenance[0].daysOfMonth[0]: expected a day of the month, 1 to 31, got 32',
    ],
    [
      wrong({ maintenance: [{ from: '2026-01-02T00:00', to: '2026-01-01T00:00' }] }),
      'alerts.maintenance[0].to: expected a time after from',
    ],
    [
      wrong({ maintenance: [{ from: '2026-01-02', to: '2026-01-03' }] }),
      'alerts.maintenance[0].from: expected a time on the clocks of the zone',
    ],
    [wrong({ flapping: { after: 0 } }), 'alerts.flapping.after: expected a whole number from 1, got 0'],
    [wrong({ delivery: { retries: 3 } }), 'alerts.delivery.retries: expected one of the options timeout'],
    [wrong({}, [chat, chat]), "notifiers[1].name: expected a name that no other notifier has, got 'chat'"],
    [
      wrong({}, [{ name: 'callback', send: () => {} }]),
      'notifiers[0].name: expected a name that no other notifier has',
    ],
    [wrong({}, [{ name: 'x' }]), 'notifiers[0].send: expected a function, got undefined'],
  ])('is named with what was expected: %#', (call, message) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: 'SW_ERR_HEALTH_OPTION',
        message: expect.stringContaining(message) as string,
      }) as Error,
    )
  })
})

describe('the defaults', () => {
  it('tell everybody at once, remind after hours, and wait only for groups', () => {
    expect(resolveAlerts({}, [chat])).toMatchObject({
      routes: [],
      groupBy: ['check'],
      groupWaitMs: 0,
      reminders: { firstMs: 14_400_000, factor: 2, maxMs: 86_400_000 },
      leaseMs: 30_000,
    })
    expect(resolveAlerts({ groupBy: [], reminders: false }, [])).toMatchObject({
      groupWaitMs: 10_000,
      reminders: undefined,
    })
  })

  it('take times of maintenance on the clocks of its zone', () => {
    const { maintenance } = resolveAlerts(
      {
        maintenance: [
          { from: '2026-07-01T02:00', to: '2026-07-01T03:00', timeZone: 'Europe/Berlin', check: 'database' },
        ],
      },
      [],
    )
    expect(maintenance[0]).toMatchObject({
      from: Date.parse('2026-07-01T00:00Z'),
      to: Date.parse('2026-07-01T01:00Z'),
      match: { check: ['database'] },
    })
  })
})
