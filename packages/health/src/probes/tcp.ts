import { connect } from 'node:net'

export interface TcpTarget {
  host: string
  port: number
}

export interface TcpNumbers {
  /** From the call to the established connection, name resolution included. */
  connectMs: number
}

/** Connects once and hangs up. Throws when nobody answers; ends when `signal` aborts. */
export function probeTcp({ host, port }: TcpTarget, signal: AbortSignal): Promise<TcpNumbers> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const socket = connect({ host, port, signal })
    socket.once('connect', () => {
      resolve({ connectMs: performance.now() - start })
      socket.destroy()
    })
    // A late error (reset after the connection stood) must not become an uncaught one.
    socket.on('error', reject)
  })
}
