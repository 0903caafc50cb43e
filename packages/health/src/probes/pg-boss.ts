import { singleCall } from './parts/single-call.ts'

/** pg-boss, from version 10. */
export interface PgBossClient {
  getDb(): unknown
}

export interface PgBossNumbers {
  waiting: number
  oldestWaitingMs: number
}

interface Database {
  executeSql(text: string, values: unknown[]): PromiseLike<{ rows: Record<string, string | number | null>[] }>
}

/** Counts what waits and could be worked on, by the index that pg-boss itself uses to fetch. */
export function createPgBossProbe(
  boss: PgBossClient,
  queue: string,
  schema: string,
): (signal: AbortSignal) => Promise<PgBossNumbers> {
  const sql =
    'SELECT count(*) AS waiting, extract(epoch FROM now() - min(start_after)) * 1000 AS oldest ' +
    `FROM "${schema.replaceAll('"', '""')}".job WHERE name = $1 AND state < 'active' AND start_after <= now()`
  return singleCall(async () => {
    const { rows } = await (boss.getDb() as Database).executeSql(sql, [queue])
    return { waiting: Number(rows[0]?.['waiting']), oldestWaitingMs: Math.max(0, Number(rows[0]?.['oldest'] ?? 0)) }
  })
}
