import type { Work, WorkName } from '../domain/work.ts'
import type { Queryable } from './queryable.ts'

export interface OutboxEntry {
  id: string
  task: WorkName
  payload: unknown
}

/** Leaves work behind, if the transaction commits. */
export async function insertWork<Name extends WorkName>(db: Queryable, task: Name, payload: Work[Name]): Promise<void> {
  await db.query('INSERT INTO outbox (task, payload) VALUES ($1, $2)', [task, JSON.stringify(payload)])
}

/** The oldest first. */
export async function listWork(db: Queryable, limit: number): Promise<OutboxEntry[]> {
  const { rows } = await db.query<OutboxEntry>('SELECT id, task, payload FROM outbox ORDER BY id LIMIT $1', [limit])
  return rows
}

export async function deleteWork(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids])
}
