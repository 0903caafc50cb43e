import type { Archiver } from '../../../facts/live/postgres-facts.ts'
import type { PostgresConnection } from './open-postgres.ts'
import type { Settings } from './read-settings.ts'

export async function readArchiver({ ask }: PostgresConnection, settings: Settings): Promise<Archiver> {
  const mode = settings.get('archive_mode')
  if (mode === undefined) throw new Error('the server does not show archive_mode')
  if (mode === 'off') return { isOn: false, failures: 0 }
  const [row] = await ask(
    `SELECT failed_count::float8 AS failures,
      to_char(last_failed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS failed,
      to_char(last_archived_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived
     FROM pg_stat_archiver`,
  )
  const { failed, archived } = row!
  return {
    isOn: true,
    failures: Number(row!['failures']),
    ...(typeof failed === 'string' && { lastFailedAt: failed }),
    ...(typeof archived === 'string' && { lastArchivedAt: archived }),
  }
}
