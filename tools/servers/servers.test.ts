import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { describeWith } from './describe-with.ts'
import { findMariadb } from './mariadb-server.ts'
import { findNats } from './nats-server.ts'
import { findPostgres } from './postgres-server.ts'
import { findRabbitmq } from './rabbitmq-server.ts'
import { findRedis } from './redis-server.ts'

const SERVERS = {
  Redis: findRedis(),
  PostgreSQL: findPostgres(),
  MariaDB: findMariadb(),
  NATS: findNats(),
  RabbitMQ: findRabbitmq(),
}

for (const [name, found] of Object.entries(SERVERS)) {
  describeWith(name, found as Extract<typeof found, { start: unknown }>, ({ start }) => {
    it('starts, ends, and starts again where it was', { timeout: 120_000 }, async () => {
      await using server = await start()
      expect(await accepts(server.port)).toBe(true)
      await server.kill()
      expect(await accepts(server.port)).toBe(false)
      await server.start()
      expect(await accepts(server.port)).toBe(true)
    })
  })
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
