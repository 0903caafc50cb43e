import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type Found, type TestServer } from './test-server.ts'

/** MariaDB with a data folder of its own; the user is `root`, without a password. */
export function findMariadb(): Found {
  const server = findBinary({ program: 'mariadbd', package: 'mariadb-server' })
  const installer = findBinary({ program: 'mariadb-install-db', package: 'mariadb-server' })
  if ('missing' in server) return server
  return 'missing' in installer ? installer : { start: () => startMariadb(server.path, installer.path) }
}

async function startMariadb(program: string, installer: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-mariadb-'))
  const data = join(folder, 'data')
  const common = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`]
  execFileSync(installer, [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], { stdio: 'pipe' })
  const port = await freePort()
  const words = [...common, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 'socket')}`]
  const server = createServerProcess({ program, words: [...words, '--skip-name-resolve'], port })
  await server.start()
  const url = `mysql://root@127.0.0.1:${port}/mysql`
  return asTestServer(server, url, () => rmSync(folder, { recursive: true, force: true }))
}
