import { lazyConnection } from './lazy-connection.ts'
import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, ignore, type ClientUse, type OpenClient } from './open-client.ts'

interface Connection {
  createChannel(): PromiseLike<unknown>
  close(): PromiseLike<void>
  on(event: 'error' | 'close', listener: () => void): unknown
}

/** A connection of `amqplib`, which does not connect again by itself. */
export async function openRabbitmq(url: string, use: ClientUse): Promise<OpenClient> {
  const { connect } = (await loadDriver('amqplib', use)) as {
    connect: (url: string, options: object) => PromiseLike<Connection>
  }
  const { get, close } = lazyConnection(async () => {
    const connection = await connect(url, { timeout: CONNECT_TIMEOUT_MS })
    let isLost = false
    connection.on('error', ignore)
    connection.on('close', () => (isLost = true))
    return { connection, isLost: () => isLost, end: async () => void (isLost || (await connection.close())) }
  })
  return { client: { createChannel: async () => (await get()).createChannel() }, close }
}
