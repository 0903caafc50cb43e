import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlertMachine } from '../../testing/alert-machine.ts'
import { copyBook } from './alert-book.ts'
import { mergeBooks } from './merge-books.ts'

function make(): AlertMachine {
  return new AlertMachine({ notifiers: ['chat'], checks: { a: [], b: [], c: [] }, alerts: { reminders: false } })
}

describe('two books that went apart', () => {
  it('are one in which nothing is told again and nothing is lost', () => {
    const changes = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('healthy' as const, 'critical' as const)),
      {
        maxLength: 8,
      },
    )
    fc.assert(
      fc.property(changes, changes, (before, meanwhile) => {
        const machine = make()
        const play = (list: typeof before): void => {
          for (const [check, status] of list) {
            machine.report(check, status)
            machine.pass(120_000)
          }
        }
        play(before)
        const base = copyBook(machine.book)
        play(meanwhile)
        // The store has what it had when it failed.
        machine.book = mergeBooks(base, copyBook(base), machine.book)
        const told = machine.said().length
        machine.pass(10_000)
        expect(machine.said()).toHaveLength(told)
        for (const check of ['a', 'b', 'c']) machine.report(check, 'healthy')
        machine.pass(4_000_000, 60_000)
        for (const check of ['a', 'b', 'c']) {
          const of = (reason: string): number =>
            machine.said().filter((line) => line === `chat ${reason} ${check}`).length
          expect(of('resolved')).toBe(of('fired'))
        }
        expect(machine.book).toMatchObject({ troubles: {}, groups: {}, queue: [] })
      }),
      { numRuns: 200 },
    )
  })

  it('keep what either has added and leave out what either has taken out', () => {
    const machine = make()
    machine.report('a', 'critical')
    machine.report('b', 'critical')
    const base = copyBook(machine.book)
    machine.report('c', 'critical')
    machine.pass(120_000)
    machine.report('b', 'healthy')
    const theirs = copyBook(base)
    delete theirs.troubles['a']
    delete theirs.groups['orders/a']
    theirs.silences.push({ id: 's', match: {}, from: 0, to: 1 })
    const merged = mergeBooks(base, theirs, machine.book)
    expect(Object.keys(merged.troubles)).toEqual(['c'])
    expect(Object.keys(merged.groups)).toEqual(['orders/c'])
    expect(merged.silences).toHaveLength(1)
    expect(merged.finished).toHaveLength(machine.book.finished.length)
  })
})
