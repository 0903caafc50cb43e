import type { Client } from 'pg'
import type { Network } from '../../../facts/live/database-facts.ts'
import { databaseAddress } from '../database/database-address.ts'
import type { Row } from '../database/migration-tables.ts'
import { networkOf } from '../database/network-of.ts'
import { openSocket } from '../database/open-socket.ts'
import { withoutSecrets } from '../database/without-secrets.ts'
import type { LiveSession } from '../live-session.ts'
import { postgresSilence } from './postgres-silence.ts'

/** One connection, on which nothing can be written. */
export interface PostgresConnection {
  encrypted: boolean
  network: Network
  /** As the server announced it; something that stands between announces another than the one that answers. */
  announcedPid: number | undefined
  /** Runs one question in a read-only transaction of its own. */
  ask: (sql: string) => Promise<Row[]>
  close: () => Promise<void>
}

const CONNECT_MS = 10_000
/** The server ends a statement after five seconds; this is for one that does not. */
const ANSWER_MS = 8_000
/** Whatever the role, the session and the database are set to: nothing is written, nothing waits long. */
const BEFORE =
  "BEGIN READ ONLY; SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '1s'"

interface Opening {
  url: string
  ca: string | undefined
  session: LiveSession
}

export async function openPostgres({ url, ca, session }: Opening): Promise<PostgresConnection> {
  const { target, secrets } = databaseAddress(url)
  const { Client: PgClient } = await import('pg')
  const client = new PgClient({
    ...connectionOf(url, ca),
    application_name: 'shipworthy check',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    stream: () => openSocket(session.signal),
  })
  client.on('error', () => {})
  try {
    await client.connect()
    session.record('postgres', `connect ${target}`, 'connected')
  } catch (error) {
    destroy(client)
    session.record('postgres', `connect ${target}`, 'not connected')
    throw postgresSilence(error, secrets)
  }
  const { stream, processID } = inner(client)
  return {
    encrypted: stream?.encrypted === true,
    network: networkOf(stream?.remoteAddress),
    announcedPid: processID,
    ask: createAsk(client, session, secrets),
    close: () => close(client),
  }
}

/** As libpq reads `sslmode`: `require` encrypts and does not look at the certificate, as most addresses mean it. */
function connectionOf(url: string, ca: string | undefined): object {
  const address = new URL(url)
  const mode = address.searchParams.get('sslmode')
  if (ca !== undefined && mode !== null && mode !== 'disable') {
    address.searchParams.delete('sslmode')
    return { connectionString: address.href, ssl: { ca } }
  }
  if (mode !== null && /^(require|prefer|allow)$/.test(mode)) address.searchParams.set('uselibpqcompat', 'true')
  return { connectionString: address.href }
}

function createAsk(client: Client, session: LiveSession, secrets: readonly string[]): PostgresConnection['ask'] {
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
      // The server may never answer that either.
      if (/timeout/i.test((error as Error).message)) destroy(client)
      else await client.query('ROLLBACK').catch(() => {})
      throw new Error(reason)
    }
  }
}

function reasonOf(error: unknown, secrets: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === '57014') return 'it took longer than 5 s'
  if (/timeout/i.test(message) && code === undefined) return 'no answer in time'
  if (/not queryable|terminated|closed|ended/i.test(message)) return 'the connection was lost'
  return withoutSecrets(message, secrets)
}

async function close(client: Client): Promise<void> {
  const limit = setTimeout(() => destroy(client), 2_000)
  await client.end().catch(() => {})
  clearTimeout(limit)
}

interface Inner {
  stream?: { encrypted?: boolean; remoteAddress?: string; destroy: () => void }
  processID?: number
}

/** What the driver does not tell: whether its socket is encrypted, and whose process answers. */
function inner(client: Client): Inner {
  const { connection, processID } = client as unknown as { connection?: Pick<Inner, 'stream'>; processID?: number }
  return { ...(connection?.stream && { stream: connection.stream }), ...(processID && { processID }) }
}

function destroy(client: Client): void {
  inner(client).stream?.destroy()
}
