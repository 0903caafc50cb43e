import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface FreezableProxy extends AsyncDisposable {
  port: number
  /** Bytes are swallowed from now on and connections stay open, as when a firewall drops packets. */
  freeze(): void
  thaw(): void
}

/** Stands between a client and a server on this machine. */
export async function startFreezableProxy(target: number): Promise<FreezableProxy> {
  const sockets = new Set<Socket>()
  let isFrozen = false

  function join(from: Socket, to: Socket): void {
    sockets.add(from)
    from.on('data', (chunk) => isFrozen || to.write(chunk))
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      if (!isFrozen) to.destroy()
    })
  }

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    join(client, upstream)
    join(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => void (isFrozen = true),
    // What was open in between has lost bytes, and is of no use.
    thaw() {
      isFrozen = false
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
