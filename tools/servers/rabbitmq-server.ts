import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type Found, type TestServer } from './test-server.ts'

/** RabbitMQ as a node of its own, with the user `guest`. */
export function findRabbitmq(): Found {
  const binary = findBinary({
    program: 'rabbitmq-server',
    // What stands on PATH is a wrapper that changes the user.
    folders: ['/usr/lib/rabbitmq/bin'],
    package: 'rabbitmq-server',
  })
  return 'missing' in binary ? binary : { start: () => startRabbitmq(binary.path) }
}

async function startRabbitmq(program: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-rabbitmq-'))
  const [port, distribution, names] = [await freePort(), await freePort(), await freePort()]
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: `${names}`,
    RABBITMQ_NODENAME: `shipworthy-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: `${port}`,
    RABBITMQ_DIST_PORT: `${distribution}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
  }
  const server = createServerProcess({ program, words: [], port, options: { cwd: folder, env } })
  await server.start()
  const url = `amqp://guest:guest@127.0.0.1:${port}`
  return asTestServer(server, url, () => {
    // The name server of Erlang goes into the background by itself.
    spawnSync('epmd', ['-port', `${names}`, '-kill'], { stdio: 'ignore', timeout: 5000 })
    rmSync(folder, { recursive: true, force: true })
  })
}
