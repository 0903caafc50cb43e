import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lastName, packageOfName } from '../program/names.ts'
import type { CallEvent } from './call-event.ts'
import { createEventIndex } from './event-index.ts'

const NAMES = ['pg.Pool', 'pg.Pool().query', '?.query', '@nestjs/core.NestFactory.create', 'fs', 'node-cron.schedule']
const PATTERNS = [/query$/, /^pg\b/, /^pg$/i, /POOL/i, /POOL/]

it('finds what looking through all calls finds, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 40 }), (names) => {
      const events = names.map((name, order) => ({ name, order }) as CallEvent)
      const index = createEventIndex(events)
      const where = (test: (name: string) => boolean): CallEvent[] => events.filter(({ name }) => test(name))
      expect([...index.members()].toSorted()).toEqual([...new Set(names.map(lastName))].toSorted())
      for (const member of ['query', 'Pool', 'nowhere'])
        expect(index.named(member)).toEqual(where((name) => lastName(name) === member))
      for (const name of ['pg', '@nestjs/core', 'nowhere'])
        expect(index.ofPackage(name)).toEqual(where((called) => packageOfName(called) === name))
      for (const pattern of PATTERNS) {
        expect(index.matching(pattern)).toEqual(where((name) => pattern.test(name)))
        expect(index.ofPackages(pattern)).toEqual(where((name) => pattern.test(packageOfName(name))))
      }
    }),
  )
})
