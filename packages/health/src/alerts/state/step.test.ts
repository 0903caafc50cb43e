import { describe, expect, it } from 'vitest'
import { AlertMachine } from '../../testing/alert-machine.ts'
import type { AlertOptions } from '../../options/alert-options.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

function make(
  alerts: AlertOptions = {},
  checks: Record<string, string[]> = { database: [], mail: [], orders: ['database'] },
) {
  return new AlertMachine({ notifiers: ['chat', 'pager'], alerts, checks })
}
const toChat: AlertOptions = { routes: [{ notify: ['chat'] }] }

describe('an hour of flapping every 20 s', () => {
  it('is three messages', () => {
    const machine = make(toChat)
    for (let minute = 0; minute < 60; minute += 2 / 3) {
      machine.report('database', 'critical')
      machine.pass(20_000)
      machine.report('database', 'healthy')
      machine.pass(20_000)
    }
    machine.pass(HOUR_MS)
    expect(machine.said()).toEqual(['chat fired database', 'chat flapping database', 'chat resolved database'])
  })

  it('is three messages also when each failure lasts for minutes', () => {
    const machine = make(toChat)
    for (let round = 0; round < 12; round++) {
      machine.report('database', 'critical')
      machine.pass(2 * MINUTE_MS)
      machine.report('database', 'healthy')
      machine.pass(3 * MINUTE_MS)
    }
    machine.pass(HOUR_MS)
    expect(machine.said().length).toBeLessThanOrEqual(6)
    expect(machine.said().at(-1)).toBe('chat resolved database')
  })
})

describe('what a dependency explains', () => {
  it('is told after all when the dependency is well again and it is not', () => {
    const machine = make(toChat)
    machine.report('database', 'critical')
    machine.report('orders', 'critical')
    machine.pass(5 * MINUTE_MS)
    machine.report('database', 'healthy')
    machine.pass(20_000)
    expect(machine.said()).toEqual(['chat fired database', 'chat resolved database'])
    machine.pass(10_000)
    expect(machine.said().at(-1)).toBe('chat fired orders')
  })

  it('is told at once when the dependency is fine, after the time in which it could be found to be down', () => {
    const machine = make(toChat)
    machine.report('orders', 'critical')
    machine.pass(13_000, 1_000)
    expect(machine.said()).toEqual([])
    machine.pass(1_000)
    expect(machine.said()).toEqual(['chat fired orders'])
  })
})

describe('a group', () => {
  const grouped: AlertOptions = { ...toChat, groupBy: ['kind'], groupWait: '10s', groupInterval: '5m' }

  it('is one message, then one for those who join, then one end', () => {
    const machine = make(grouped)
    machine.report('database', 'critical')
    machine.pass(5_000)
    machine.report('mail', 'critical')
    machine.pass(5_000)
    expect(machine.said()).toEqual(['chat fired database+mail'])
    machine.report('database', 'healthy')
    machine.pass(MINUTE_MS)
    machine.report('orders', 'critical')
    machine.pass(MINUTE_MS)
    expect(machine.said()).toHaveLength(1)
    machine.pass(4 * MINUTE_MS)
    expect(machine.said().slice(1)).toEqual(['chat joined mail+orders'])
    machine.report('mail', 'healthy')
    machine.report('orders', 'healthy')
    machine.pass(MINUTE_MS)
    expect(machine.said().slice(2)).toEqual(['chat resolved database+mail+orders'])
  })

  it('is not told of what is over before its time', () => {
    const machine = make(grouped)
    machine.report('database', 'critical')
    machine.pass(5_000)
    machine.report('database', 'healthy')
    machine.pass(HOUR_MS)
    expect(machine.said()).toEqual([])
  })
})

describe('routes', () => {
  it('send a warning to one and what gets worse to the other, too; ends go to both', () => {
    const machine = make({ routes: [{ severity: 'critical', notify: ['pager'] }, { notify: ['chat'] }] })
    machine.report('database', 'warning')
    machine.pass(MINUTE_MS)
    machine.report('database', 'critical')
    machine.report('database', 'warning')
    machine.report('database', 'critical')
    machine.pass(MINUTE_MS)
    machine.report('database', 'healthy')
    machine.pass(MINUTE_MS)
    expect(machine.said()).toEqual([
      'chat fired database',
      'pager fired database',
      'chat worse database',
      'chat resolved database',
      'pager resolved database',
    ])
  })

  it('match by check, kind and label; a final one is the last', () => {
    const machine = make({
      routes: [
        { check: 'data*', notify: ['pager'], final: true },
        { labels: { team: 'mail' }, kind: 'liveness', notify: ['pager'] },
        { labels: { team: 'mail' }, kind: ['readiness', 'monitor'], notify: ['chat'] },
      ],
    })
    machine.report('database', 'critical')
    machine.report('mail', 'critical')
    expect(machine.said()).toEqual(['pager fired database', 'chat fired mail'])
  })
})

describe('reminders and escalation', () => {
  const given: AlertOptions = {
    ...toChat,
    reminders: { first: '1h', factor: 2, max: '3h' },
    escalation: [{ after: '15m', notify: ['pager'] }],
  }

  it('come with growing gaps', () => {
    const machine = make(given)
    machine.report('database', 'critical')
    const start = machine.at
    machine.pass(10 * HOUR_MS)
    const reminders = machine.got.filter(({ notifier, reason }) => notifier === 'chat' && reason === 'reminder')
    expect(reminders.map(({ at }) => (at - start) / HOUR_MS)).toEqual([1, 3, 6, 9])
    expect(machine.said().filter((line) => line.includes('escalated'))).toEqual(['pager escalated database'])
    machine.report('database', 'healthy')
    expect(machine.said().slice(-2)).toEqual(['chat resolved database', 'pager resolved database'])
  })

  it('end when somebody acknowledges', () => {
    const machine = make(given)
    machine.report('database', 'critical')
    machine.pass(10 * MINUTE_MS)
    expect(machine.acknowledge('orders/database')).toBe(true)
    expect(machine.acknowledge('orders/nothing')).toBe(false)
    machine.pass(24 * HOUR_MS, MINUTE_MS)
    machine.report('database', 'healthy')
    expect(machine.said()).toEqual(['chat fired database', 'chat acknowledged database', 'chat resolved database'])
  })
})

describe('silences and maintenance', () => {
  it('put off the beginning, never the end', () => {
    const machine = make({ ...toChat, reminders: { first: '10m' } })
    const mute = (ms: number) =>
      machine.book.silences.push({ id: 's', match: { check: ['database'] }, from: machine.at, to: machine.at + ms })
    mute(HOUR_MS)
    machine.report('database', 'critical')
    machine.report('mail', 'critical')
    machine.pass(HOUR_MS - 1_000)
    expect(machine.said().filter((line) => line.includes('database'))).toEqual([])
    machine.pass(2_000)
    expect(machine.said().at(-1)).toBe('chat fired database')
    mute(HOUR_MS)
    machine.pass(30 * MINUTE_MS)
    expect(machine.said().filter((line) => line.includes('database'))).toEqual(['chat fired database'])
    machine.report('database', 'healthy')
    expect(machine.said().at(-1)).toBe('chat resolved database')
  })

  it('hide what begins and ends in them', () => {
    const from = new Date(1_000_000).toISOString().slice(0, 16)
    const machine = make({ ...toChat, maintenance: [{ from, to: '1970-01-01T02:00' }] })
    machine.report('database', 'critical')
    machine.pass(30 * MINUTE_MS)
    machine.report('database', 'healthy')
    machine.pass(3 * HOUR_MS)
    expect(machine.said()).toEqual([])
  })
})

describe('a notifier that is down', () => {
  it('gets everything later, in order; another one gets it at once', () => {
    const machine = make()
    machine.broken.add('pager')
    machine.report('database', 'critical')
    machine.pass(4 * MINUTE_MS)
    expect(machine.book.queue[0]).toMatchObject({ notifier: 'pager', error: 'is down' })
    machine.report('database', 'healthy')
    machine.pass(MINUTE_MS)
    machine.broken.clear()
    machine.pass(10 * MINUTE_MS)
    expect(machine.said()).toEqual([
      'chat fired database',
      'chat resolved database',
      'pager fired database',
      'pager resolved database',
    ])
  })

  it('is not told of the end of what it was never told of', () => {
    const machine = make({ delivery: { giveUp: '1h' }, reminders: false })
    machine.broken.add('pager')
    machine.report('database', 'critical')
    machine.pass(2 * HOUR_MS)
    expect(machine.dead).toHaveLength(1)
    machine.broken.clear()
    machine.report('database', 'healthy')
    machine.pass(HOUR_MS)
    expect(machine.said().filter((line) => line.startsWith('pager'))).toEqual([])
    expect(machine.book.queue).toEqual([])
  })
})

describe('a restart', () => {
  it('in an episode repeats nothing and loses nothing', () => {
    const machine = make(toChat)
    machine.report('database', 'critical')
    machine.pass(5 * MINUTE_MS)
    machine.restart()
    machine.pass(5 * MINUTE_MS)
    machine.restart()
    machine.report('database', 'healthy')
    machine.pass(5 * MINUTE_MS)
    expect(machine.said()).toEqual(['chat fired database', 'chat resolved database'])
  })
})
