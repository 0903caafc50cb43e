import type { Connection } from 'mysql2'
import type { Network } from '../../../facts/live/database-facts.ts'
import { databaseAddress } from '../database/database-address.ts'
import type { Row } from '../database/migration-tables.ts'
import { networkOf } from '../database/network-of.ts'
import { openSocket } from '../database/open-socket.ts'
import { withoutSecrets } from '../database/without-secrets.ts'
import type { LiveSession } from '../live-session.ts'
import { connectionOptions } from './connection-options.ts'
import { mysqlSilence } from './mysql-silence.ts'

/** One connection, on which nothing can be written. */
export interface MysqlConnection {
  network: Network
  ask: (sql: string) => Promise<Row[]>
  /** Tells the session something; not a question. */
  tell: (sql: string) => Promise<void>
  close: () => void
}

const CONNECT_MS = 10_000
const ANSWER_MS = 8_000

interface Opening {
  url: string
  ca: string | undefined
  session: LiveSession
}

export async function openMysql({ url, ca, session }: Opening): Promise<MysqlConnection> {
  const { target, secrets } = databaseAddress(url)
  const options = connectionOptions(url, ca)
  const { createConnection } = await import('mysql2')
  const { host = 'localhost', port = 3306, socketPath } = options
  const socket = openSocket(session.signal)
  const connection = createConnection({
    ...options,
    connectTimeout: CONNECT_MS,
    // Migration tools write times in UTC.
    timezone: 'Z',
    flags: ['-LOCAL_FILES'],
    stream: () => (socketPath === undefined ? socket.connect(port, host) : socket.connect(socketPath)),
  })
  connection.on('error', () => {})
  try {
    await whenConnected(connection)
    session.record('mysql', `connect ${target}`, 'connected')
  } catch (error) {
    connection.destroy()
    session.record('mysql', `connect ${target}`, 'not connected')
    throw mysqlSilence(error, secrets)
  }
  const run = createRun(connection, session, secrets)
  return {
    network: networkOf(socket.remoteAddress),
    ask: run,
    tell: async (sql) => void (await run(sql)),
    close: () => connection.destroy(),
  }
}

function whenConnected(connection: Connection): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const limit = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), CONNECT_MS)
  connection.connect((error) => (error ? reject(error) : resolve()))
  return promise.finally(() => clearTimeout(limit))
}

function createRun(connection: Connection, session: LiveSession, secrets: readonly string[]): MysqlConnection['ask'] {
  return async (sql) => {
    const text = sql.trim().replace(/\s+/g, ' ')
    try {
      const rows = await query(connection, text)
      session.record('mysql', text, `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`)
      return rows
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string }
      const isOver = code === 'PROTOCOL_SEQUENCE_TIMEOUT'
      const reason = isOver ? 'no answer in time' : withoutSecrets(message, secrets)
      session.record('mysql', text, `no answer: ${reason}`)
      if (isOver) connection.destroy()
      throw new Error(reason)
    }
  }
}

function query(connection: Connection, sql: string): Promise<Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Row[]>()
  connection.query({ sql, timeout: ANSWER_MS }, (error, rows) => {
    if (error) reject(error)
    else resolve(Array.isArray(rows) ? (rows as Row[]) : [])
  })
  return promise
}
