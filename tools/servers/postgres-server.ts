import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { serverUser } from './server-user.ts'
import { asTestServer, type Found, type TestServer } from './test-server.ts'

/** PostgreSQL with a cluster of its own; the user is `postgres`, without a password. */
export function findPostgres(): Found {
  const binary = findBinary({ program: 'postgres', folders: ['/usr/lib/postgresql/*/bin'], package: 'postgresql' })
  return 'missing' in binary ? binary : { start: () => startPostgres(binary.path) }
}

async function startPostgres(program: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-postgres-'))
  // PostgreSQL refuses to run as root.
  const user = serverUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { cwd: folder, ...user }
  const data = join(folder, 'data')
  const initialise = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale', 'C']
  execFileSync(join(dirname(program), 'initdb'), initialise, { ...options, stdio: 'pipe' })
  const port = await freePort()
  const words = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', folder, '-F', '-c', 'max_connections=60']
  // SIGTERM waits for clients to leave; tests leave theirs open on purpose.
  const isReady = async (): Promise<boolean> =>
    spawnSync(join(dirname(program), 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]).status === 0
  const server = createServerProcess({ program, words, port, options, isReady, stopSignal: 'SIGINT' })
  await server.start()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  return asTestServer(server, url, () => rmSync(folder, { recursive: true, force: true }))
}
