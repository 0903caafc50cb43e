import { expect, it } from 'vitest'
import type { DatabaseFacts } from '../../facts/live/database-facts.ts'
import { databaseSupport } from './database-releases.ts'

const on = (engine: DatabaseFacts['engine'], version: string, day: string): ReturnType<typeof databaseSupport> =>
  databaseSupport({ engine, version } as DatabaseFacts, new Date(`${day}T12:00:00Z`))

it('knows the day on which a series ends, and the day after', () => {
  expect(on('PostgreSQL', '14.20', '2026-11-12')).toMatchObject({ series: 'PostgreSQL 14', isOver: false })
  expect(on('PostgreSQL', '14.20', '2026-11-13')).toMatchObject({ end: '2026-11-12', isOver: true })
  expect(on('MySQL', '8.0.36', '2026-05-01')).toMatchObject({ series: 'MySQL 8.0', isOver: true })
  expect(on('MariaDB', '10.11.6', '2026-11-30')).toMatchObject({ series: 'MariaDB 10.11', isOver: false })
})

it('knows that what is older than its tables has ended, and nothing of what is newer', () => {
  expect(on('PostgreSQL', '9.4.1', '2026-11-30').isOver).toBe(true)
  expect(on('MariaDB', '5.5.68', '2026-11-30').isOver).toBe(true)
  expect(on('MySQL', '5.1.73', '2026-11-30').isOver).toBe(true)
  expect(on('PostgreSQL', '40.1', '2026-11-30')).toEqual({ series: 'PostgreSQL 40', isOver: false })
})

it('knows a correction that a server lacks', () => {
  expect(on('PostgreSQL', '17.2', '2026-11-30').behind).toBe('17.6')
  expect(on('PostgreSQL', '17.6', '2026-11-30').behind).toBeUndefined()
})
