import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Hands TCP connections to backends in turn, to those that say that they are ready. */
export interface Balancer {
  url: string
  /** Backends that were ready when they were last asked. */
  ready: () => readonly string[]
  close: () => Promise<void>
}

const ASK_EVERY_MS = 100
const ASK_TIMEOUT_MS = 5000

export async function startBalancer(backends: readonly string[]): Promise<Balancer> {
  const isReady = new Map<string, boolean>()
  const sockets = new Set<Socket>()
  let turn = 0
  let isClosed = false

  async function watch(backend: string): Promise<void> {
    while (!isClosed) {
      isReady.set(backend, await asksReady(backend))
      await wait(ASK_EVERY_MS)
    }
  }

  function choose(): URL {
    const ready = backends.filter((backend) => isReady.get(backend))
    // As balancers do: when none is ready, each is as good as the other.
    const among = ready.length > 0 ? ready : backends
    return new URL(among[turn++ % among.length]!)
  }

  const server = createServer((client) => {
    const { port, hostname } = choose()
    const upstream = connect({ port: Number(port), host: hostname })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => sockets.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const watching = backends.map(watch)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => backends.filter((backend) => isReady.get(backend)),
    close: async () => {
      isClosed = true
      await Promise.all(watching)
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function asksReady(backend: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS)
  return fetch(`${backend}/health/ready`, { signal }).then(
    ({ ok }) => ok,
    () => false,
  )
}
