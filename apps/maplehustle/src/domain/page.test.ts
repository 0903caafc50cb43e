import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCursor, toPage, writeCursor } from './page.ts'

const TIME = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, -1)}000`)
const RANK = fc.float({ min: 0, max: 10, noNaN: true }).map(String)

it('a cursor is read as it was written, and only in the order it is of', () => {
  fc.assert(
    fc.property(TIME, RANK, fc.uuid(), (time, rank, id) => {
      expect(readCursor(writeCursor({ at: time, id }), 'time')).toEqual({ at: time, id })
      expect(readCursor(writeCursor({ at: rank, id }), 'rank')).toEqual({ at: rank, id })
      expect(readCursor(writeCursor({ at: time, id }), 'rank')).toBeUndefined()
      expect(readCursor(writeCursor({ at: rank, id }), 'time')).toBeUndefined()
    }),
  )
})

it('whatever somebody sends as a cursor is one or is none, and never an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('time', 'rank'), (text, order) => {
      const cursor = readCursor(text, order as 'time' | 'rank')
      if (cursor) expect(order === 'time' ? Date.parse(cursor.at) : Number(cursor.at)).not.toBeNaN()
    }),
  )
})

it('a page has no more than was asked for, and says so when there is more', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (rows, limit) => {
      const id = '00000000-0000-4000-8000-000000000000'
      const page = toPage(rows.slice(0, limit + 1), limit, String, (row) => ({ at: String(row), id }))
      expect(page.items).toEqual(rows.slice(0, limit).map(String))
      expect(page.next === null).toBe(rows.length <= limit)
    }),
  )
})
