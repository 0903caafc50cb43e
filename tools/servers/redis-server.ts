import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type Found, type TestServer } from './test-server.ts'

/** Redis with an empty data set of its own. */
export function findRedis(): Found {
  const binary = findBinary({ program: 'redis-server', package: 'redis-server' })
  return 'missing' in binary ? binary : { start: () => startRedis(binary.path) }
}

async function startRedis(program: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-redis-'))
  const port = await freePort()
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes']
  const server = createServerProcess({ program, words, port })
  await server.start()
  return asTestServer(server, `redis://127.0.0.1:${port}`, () => rmSync(folder, { recursive: true, force: true }))
}
