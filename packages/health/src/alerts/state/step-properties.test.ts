import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlertMachine, type Got } from '../../testing/alert-machine.ts'
import type { AlertOptions } from '../../options/alert-options.ts'
import { copyBook } from './alert-book.ts'
import { step } from './step.ts'

const CHECKS = { database: [], orders: ['database'], stock: ['database'], mail: [] }
const NOTIFIERS = ['chat', 'pager']

type Command = (machine: AlertMachine) => void

const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        check: fc.constantFrom(...Object.keys(CHECKS)),
        status: fc.constantFrom(
          'healthy' as const,
          'healthy' as const,
          'warning' as const,
          'unknown' as const,
          'critical' as const,
        ),
      })
      .map(
        ({ check, status }): Command =>
          (machine) =>
            machine.report(check, status),
      ),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(1_000, 15_000, 20_000, 90_000, 1_200_000, 20_000_000).map(
      (ms): Command =>
        (machine) =>
          machine.pass(ms, Math.max(ms / 20, 5_000)),
    ),
  },
  fc.constant<Command>((machine) => machine.restart()),
  fc.constantFrom(...NOTIFIERS).map(
    (name): Command =>
      (machine) =>
        void (machine.broken.delete(name) || machine.broken.add(name)),
  ),
  fc.nat(3).map((index): Command => (machine) => {
    const group = Object.values(machine.book.groups)[index]
    if (group) machine.acknowledge(group.id)
  }),
)

const options = fc.record<AlertOptions>(
  {
    groupBy: fc.constantFrom(['check'], [], ['kind'], ['team', 'severity']),
    groupWait: fc.constantFrom('1s', '30s'),
    reminders: fc.constantFrom(false as const, { first: '10m' as const, factor: 2 }),
    escalation: fc.constant([{ after: '15m' as const, notify: ['pager'] }]),
    routes: fc.constantFrom(
      [],
      [{ severity: 'critical' as const, notify: ['pager'], final: true }, { notify: ['chat'] }],
    ),
  },
  { requiredKeys: [] },
)

/** What each notifier got about each alert, in order, cut after each end. */
function episodesOf(got: readonly Got[]): Got[][] {
  const lines = new Map<string, Got[][]>()
  for (const one of got) {
    const key = `${one.notifier} ${one.alert}`
    const episodes = lines.get(key) ?? []
    lines.set(key, episodes)
    const last = episodes.at(-1)
    if (!last || last.at(-1)!.reason === 'resolved') episodes.push([one])
    else last.push(one)
  }
  return [...lines.values()].flat()
}

function play(given: AlertOptions, commands: readonly Command[]): AlertMachine {
  const machine = new AlertMachine({ notifiers: NOTIFIERS, checks: CHECKS, alerts: given })
  for (const one of commands) one(machine)
  return machine
}

function end(machine: AlertMachine): void {
  machine.broken.clear()
  for (const check of Object.keys(CHECKS)) machine.report(check, 'healthy')
  machine.pass(4_000_000, 60_000)
}

describe('alerts, whatever happens', () => {
  const commands = fc.array(command, { maxLength: 40 })

  it('have one beginning and one end for each notifier, and an end for nobody else', () => {
    fc.assert(
      fc.property(options, commands, (given, list) => {
        const machine = play(given, list)
        end(machine)
        expect(machine.book).toMatchObject({ troubles: {}, groups: {}, queue: [] })
        for (const episode of episodesOf(machine.got)) {
          const reasons = episode.map(({ reason }) => reason)
          expect(reasons.filter((reason) => reason === 'resolved')).toHaveLength(1)
          expect(reasons.at(-1)).toBe('resolved')
          expect(reasons.length).toBeGreaterThan(1)
          expect(reasons.filter((reason) => reason === 'fired').length).toBeLessThanOrEqual(1)
          // What was told first may have been given up while the notifier was down.
          if (machine.dead.length === 0) expect(['fired', 'escalated']).toContain(reasons[0])
          if (given.reminders === false) expect(reasons).not.toContain('reminder')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('do not remind and do not escalate once somebody has acknowledged', () => {
    fc.assert(
      fc.property(options, commands, fc.array(command, { maxLength: 10 }), (given, list, more) => {
        const machine = play(given, list)
        const acknowledged = Object.values(machine.book.groups).filter(({ id }) => machine.acknowledge(id))
        const enqueued = new Set(machine.book.queue.map(({ id }) => id))
        machine.got.length = 0
        for (const one of more) one(machine)
        const open = new Set(
          acknowledged.filter((group) => machine.book.groups[group.key]?.id === group.id).map(({ id }) => id),
        )
        const later = machine.book.queue.filter(({ id }) => !enqueued.has(id))
        for (const { alert, reason } of later)
          if (open.has(alert.id)) expect(['reminder', 'escalated']).not.toContain(reason)
        if (enqueued.size === 0)
          for (const { alert, reason } of machine.got)
            if (open.has(alert)) expect(['reminder', 'escalated']).not.toContain(reason)
      }),
      { numRuns: 200 },
    )
  })

  it('are not told again by a second look at the same moment', () => {
    fc.assert(
      fc.property(options, commands, (given, list) => {
        const machine = play(given, list)
        const again = copyBook(machine.book)
        step(again, machine.context)
        expect(again).toEqual(copyBook(machine.book))
      }),
      { numRuns: 200 },
    )
  })

  it('name a check that depends on another only if it lasts longer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('database', 'orders', 'stock'), { minLength: 1, maxLength: 6 }), (order) => {
        const machine = new AlertMachine({ notifiers: ['chat'], checks: CHECKS })
        // All fail within the time in which the database is found to be down, in any order.
        for (const check of [...order, 'database']) {
          machine.report(check, 'critical')
          machine.pass(1_000)
        }
        machine.pass(300_000)
        for (const check of ['database', ...order]) machine.report(check, 'healthy')
        machine.pass(300_000)
        expect(machine.said()).toEqual(['chat fired database', 'chat resolved database'])
      }),
    )
  })
})
