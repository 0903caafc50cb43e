import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HOST } from '../contender.ts'

/** The port of a server on the loopback address, once it listens there. */
export async function listening(server: Server): Promise<number> {
  if (!server.listening) {
    server.listen(0, HOST)
    await once(server, 'listening')
  }
  return (server.address() as AddressInfo).port
}
