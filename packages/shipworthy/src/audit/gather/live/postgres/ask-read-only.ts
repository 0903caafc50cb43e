import type { Client } from 'pg'
import type { Row } from '../database/migration-tables.ts'
import { withoutSecrets } from '../database/without-secrets.ts'
import type { LiveSession } from '../live-session.ts'
import { cutConnection } from './driver-inside.ts'

/** Runs one question in a read-only transaction of its own. */
export type Ask = (sql: string) => Promise<Row[]>

/** Whatever the role, the session and the database are set to: nothing is written, nothing waits long. */
const BEFORE =
  "BEGIN READ ONLY; SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '1s'"

export function askReadOnly(client: Client, session: LiveSession, secrets: readonly string[]): Ask {
  return async (sql) => {
    const text = sql.trim().replace(/\s+/g, ' ')
    try {
      // Several statements in one message: the answer is a list.
      const answers = (await client.query(`${BEFORE}; ${text}; ROLLBACK`)) as unknown as { rows: Row[] }[]
      const { rows } = answers.at(-2)!
      session.record('postgres', text, `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`)
      return rows
    } catch (error) {
      const reason = reasonOf(error, secrets)
      session.record('postgres', text, `no answer: ${reason}`)
      // A server that does not answer in time may never answer what ends the transaction either.
      if (isOver(error)) cutConnection(client)
      else await client.query('ROLLBACK').catch(() => {})
      throw new Error(reason)
    }
  }
}

function isOver(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string }
  return code === undefined && /timeout/i.test(message)
}

function reasonOf(error: unknown, secrets: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === '57014') return 'it took longer than 5 s'
  if (isOver(error)) return 'no answer in time'
  if (/not queryable|terminated|closed|ended/i.test(message)) return 'the connection was lost'
  return withoutSecrets(message, secrets)
}
