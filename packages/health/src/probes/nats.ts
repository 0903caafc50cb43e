import { singleCall } from './parts/single-call.ts'

export interface NatsConnection {
  flush(): PromiseLike<void>
  isClosed(): boolean
}

/** PING and PONG, behind everything that was published before. */
export function createNatsProbe(connection: NatsConnection): (signal: AbortSignal) => Promise<void> {
  return singleCall(async () => {
    if (connection.isClosed()) throw new Error('the connection is closed')
    await connection.flush()
  })
}
