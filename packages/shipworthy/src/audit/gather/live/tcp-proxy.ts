import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a service and its database, so that the one can be taken from the other. */
export interface TcpProxy {
  /** Of 127.0.0.1. */
  port: number
  /** Connections that were asked for since the start. */
  attempts: () => number
  /** `performance.now()` of the last of them. */
  lastAttemptMs: () => number | undefined
  /** Connections that are open. */
  open: () => number
  /** Resets every connection, and every new one. */
  cut: () => void
  /** Takes new connections again. */
  restore: () => void
  /** Holds back everything that is on its way, in both directions. */
  hold: () => void
  release: () => void
  close: () => Promise<void>
}

/** @param target Where connections lead; nowhere when left out: all are reset. */
export async function startTcpProxy(target?: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly Socket[]>()
  let attempts = 0
  let lastAttemptMs: number | undefined
  let isCut = target === undefined
  let isHeld = false
  const server = createServer({ pauseOnConnect: true }, (client) => {
    attempts++
    lastAttemptMs = performance.now()
    if (isCut || !target) return void client.resetAndDestroy()
    const pair = join(client, connect(target), () => isHeld)
    pairs.add(pair)
    for (const socket of pair) socket.once('close', () => pairs.delete(pair))
    if (isHeld) for (const socket of pair) socket.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const each = (act: (socket: Socket) => void): void => {
    for (const pair of pairs) for (const socket of pair) act(socket)
  }
  const reset = (): void => each((socket) => socket.resetAndDestroy())
  return {
    port: (server.address() as AddressInfo).port,
    attempts: () => attempts,
    lastAttemptMs: () => lastAttemptMs,
    open: () => pairs.size,
    cut() {
      isCut = true
      reset()
    },
    restore: () => void (isCut = target === undefined),
    hold() {
      isHeld = true
      each((socket) => socket.pause())
    },
    release() {
      isHeld = false
      each((socket) => socket.resume())
    },
    async close() {
      reset()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Two sockets of which each gets what the other says, and ends with it. */
function join(one: Socket, other: Socket, isHeld: () => boolean): readonly Socket[] {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('data', (chunk) => {
      if (to.write(chunk)) return
      from.pause()
      to.once('drain', () => (isHeld() ? undefined : from.resume()))
    })
    from.once('end', () => to.end())
    from.on('error', () => to.resetAndDestroy())
    from.once('close', () => to.destroy())
    from.resume()
  }
  return [one, other]
}
