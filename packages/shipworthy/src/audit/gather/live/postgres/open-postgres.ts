import type { Client, ClientConfig } from 'pg'
import type { Network } from '../../../facts/live/database-facts.ts'
import { databaseAddress } from '../database/database-address.ts'
import { networkOf } from '../database/network-of.ts'
import { openSocket } from '../database/open-socket.ts'
import type { LiveSession } from '../live-session.ts'
import { askReadOnly, type Ask } from './ask-read-only.ts'
import { connectionOptions } from './connection-options.ts'
import { cutConnection, driverInside } from './driver-inside.ts'
import { postgresSilence } from './postgres-silence.ts'

/** One connection, on which nothing can be written. */
export interface PostgresConnection {
  encrypted: boolean
  network: Network
  /** As the server announced it; something that stands between announces another than the one that answers. */
  announcedPid: number | undefined
  ask: Ask
  close: () => Promise<void>
}

const CONNECT_MS = 10_000
/** The server ends a statement after five seconds; this is for one that does not. */
const ANSWER_MS = 8_000
const CLOSE_MS = 2_000

interface Opening {
  url: string
  ca: string | undefined
  session: LiveSession
}

export async function openPostgres({ url, ca, session }: Opening): Promise<PostgresConnection> {
  const { target, secrets } = databaseAddress(url)
  let failure: unknown
  for (const options of connectionOptions(url, ca)) {
    try {
      const client = await connect(options, session)
      session.record('postgres', `connect ${target}`, 'connected')
      const { stream, processID } = driverInside(client)
      return {
        encrypted: stream?.encrypted === true,
        network: networkOf(stream?.remoteAddress),
        announcedPid: processID,
        ask: askReadOnly(client, session, secrets),
        close: () => close(client),
      }
    } catch (error) {
      failure = error
      session.record('postgres', `connect ${target}`, 'not connected')
      if (!/does not support SSL/i.test((error as Error).message)) break
    }
  }
  throw postgresSilence(failure, secrets)
}

async function connect(options: ClientConfig, session: LiveSession): Promise<Client> {
  const { Client: PgClient } = await import('pg')
  const client = new PgClient({
    ...options,
    application_name: 'shipworthy check',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    stream: () => openSocket(session.signal),
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    cutConnection(client)
    throw error
  }
}

async function close(client: Client): Promise<void> {
  const limit = setTimeout(() => cutConnection(client), CLOSE_MS)
  await client.end().catch(() => {})
  clearTimeout(limit)
}
