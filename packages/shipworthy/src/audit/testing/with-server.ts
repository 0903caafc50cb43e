import { createServer, type RequestListener } from 'node:http'
import { Server, type AddressInfo, type Socket } from 'node:net'

/** Serves on a free port of loopback while the work is done. */
export async function withServer<T>(answer: RequestListener | Server, work: (url: string) => Promise<T>): Promise<T> {
  const server = answer instanceof Server ? answer : createServer(answer)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
