import { expect, it } from 'vitest'
import type { PgPool } from '../database/pg-pool.ts'
import type { Tracer } from '../trace/tracer.ts'
import { tracedPool } from './traced-pool.ts'

async function namesOf(...statements: string[]): Promise<string[]> {
  const names: string[] = []
  const tracer = {
    run: (details: { name: string }, work: () => unknown) => {
      names.push(details.name)
      return work()
    },
  } as unknown as Tracer
  const pool = { query: async () => await Promise.resolve({ rows: [], rowCount: 0 }) } as unknown as PgPool
  for (const statement of statements) await tracedPool(tracer, pool).query(statement)
  return names
}

it('names a span after the first word of the statement, whatever comments come before', async () => {
  const names = await namesOf(
    'select 1',
    '\n-- why\n  update t set a = 1',
    '/* by */ /* whom */ DELETE FROM t',
    '(select 1)',
  )
  expect(names).toEqual(['SELECT', 'UPDATE', 'DELETE', 'QUERY'])
})

it('reads a row of comments once, however many they are', async () => {
  expect(await namesOf(`${'/* a comment */ '.repeat(2_000)}(select 1)`)).toEqual(['QUERY'])
})
