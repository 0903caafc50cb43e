import type { DatabaseFacts } from '../../facts/live/database-facts.ts'
import type { LiveParts } from '../../facts/live/live-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** The parts that a rule about databases looks at; one of them is asked. */
export const DATABASES = ['postgres', 'mysql'] as const

export function databaseOf({ postgres, mysql }: Partial<LiveParts>): DatabaseFacts {
  return (postgres ?? mysql)!
}

/** What a database was asked, and what it said: `max_connections → 97`. */
export function answered({ engine, target }: DatabaseFacts, asked: string, answer: string): Evidence {
  return probed(asked, answer, `${engine} at ${target}`)
}
