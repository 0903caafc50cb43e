import { lazyConnection } from './lazy-connection.ts'
import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, type ClientUse, type OpenClient } from './open-client.ts'

interface Connection {
  flush(): Promise<void>
  isClosed(): boolean
  close(): Promise<void>
}

/** A connection of `@nats-io/transport-node`; once there, it connects again by itself. */
export async function openNats(url: string, use: ClientUse): Promise<OpenClient> {
  const { connect } = (await loadDriver('@nats-io/transport-node', use)) as {
    connect: (options: object) => Promise<Connection>
  }
  const options = { ...readNatsUrl(url), name: 'shipworthy', timeout: CONNECT_TIMEOUT_MS, maxReconnectAttempts: -1 }
  const { get, close } = lazyConnection(async () => {
    const connection = await connect(options)
    return { connection, isLost: () => connection.isClosed(), end: () => connection.close() }
  })
  return { client: { isClosed: () => false, flush: async () => (await get()).flush() }, close }
}

/** The client itself reads neither a user nor `tls:` from a URL. Without a password, what stands there is a token. */
export function readNatsUrl(url: string): Record<string, unknown> {
  const { protocol, host, username, password } = new URL(url)
  const [user, pass] = [username, password].map(decodeURIComponent)
  return {
    servers: host,
    ...(pass && { user, pass }),
    ...(user && !pass && { token: user }),
    ...(protocol === 'tls:' && { tls: {} }),
  }
}
