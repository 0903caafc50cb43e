import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type Found, type TestServer } from './test-server.ts'

/** A NATS server that keeps nothing. */
export function findNats(): Found {
  const binary = findBinary({ program: 'nats-server', package: 'nats-server' })
  return 'missing' in binary ? binary : { start: () => startNats(binary.path) }
}

async function startNats(program: string): Promise<TestServer> {
  const port = await freePort()
  const server = createServerProcess({ program, words: ['-a', '127.0.0.1', '-p', `${port}`], port })
  await server.start()
  return asTestServer(server, `nats://127.0.0.1:${port}`, () => undefined)
}
