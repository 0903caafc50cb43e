import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { poolMetrics } from '../database/pool-metrics.ts'
import type { PoolStatistics } from '../database/pool-statistics.ts'
import { KitError } from '../kit-error.ts'
import { createChannels } from './channels.ts'
import { EmbeddedClient, type EmbeddedNotification } from './embedded-client.ts'
import type { EmbeddedOptions, EmbeddedPool } from './embedded-pool.ts'
import { createEmbeddedSession } from './embedded-session.ts'
import { lockFolder } from './folder-lock.ts'
import { startDatabase } from './start-database.ts'

const ACQUIRE_TIMEOUT_MS = 30_000

/**
 * PostgreSQL for development and tests, without a server: PGlite in a thread of this process, behind the pool that
 * `createPool` makes for a real one. Rows, errors and codes are those of `pg`, which does the talking.
 *
 * @example
 * const pool = await createEmbeddedPool({ folder: '.data/postgres' })
 * await createMigrator({ pool, folder: 'migrations' }).up()
 * const { rows } = await pool.query('SELECT version()')
 * await pool.end()
 *
 * @throws KitError `SW_ERR_KIT_EMBEDDED_PRODUCTION` when NODE_ENV is `production`, `SW_ERR_KIT_EMBEDDED_LOCKED` when
 * another process uses the folder, `SW_ERR_KIT_EMBEDDED_START` when the database does not start.
 */
export async function createEmbeddedPool(options: EmbeddedOptions = {}): Promise<EmbeddedPool> {
  if (process.env['NODE_ENV'] === 'production') throw new KitError('SW_ERR_KIT_EMBEDDED_PRODUCTION', {})
  const folder = options.folder === undefined ? undefined : resolve(options.folder)
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const lock = folder === undefined ? undefined : await lockFolder(folder)
  const database = await startDatabase(options, folder).catch((error: unknown) => {
    lock?.release()
    throw error
  })
  const { client } = database
  const session = createEmbeddedSession(client, options.acquireTimeoutMs ?? ACQUIRE_TIMEOUT_MS)
  const channels = createChannels<EmbeddedClient>()
  // Each queue and worker of BullMQ listens for errors.
  const events = new EventEmitter().setMaxListeners(0)
  let ending: Promise<void> | undefined

  client.on('notification', ({ channel, payload = '' }) => {
    const notification: EmbeddedNotification = { channel, payload }
    for (const listener of channels.listenersOf(channel)) listener.emit('notification', notification)
  })
  client.on('error', (error) => {
    if (events.listenerCount('error') > 0) events.emit('error', error)
  })

  async function end(): Promise<void> {
    // After whoever has the turn now, and those that have asked for it.
    await setImmediate()
    const giveBack = await session.access.acquire().catch(() => undefined)
    await database.close()
    lock?.release()
    giveBack?.()
  }

  function connect(searchPath: string | undefined): EmbeddedClient {
    if (ending) throw new Error('Cannot use a pool after calling end on the pool')
    const connection = new EmbeddedClient(session, channels, searchPath)
    events.emit('connect', connection)
    return connection
  }

  function poolWith(searchPath: string | undefined): EmbeddedPool {
    const pool: EmbeddedPool = {
      connect: async () => connect(searchPath),
      query: async (text, values) => {
        const connection = connect(searchPath)
        try {
          return await connection.query(text, values)
        } finally {
          connection.release()
        }
      },
      end: () => (searchPath === undefined ? (ending ??= end()) : Promise.resolve()),
      withSearchPath: (path) => poolWith(path),
      snapshot: async () => {
        const giveBack = await session.access.acquire()
        try {
          return await database.snapshot()
        } finally {
          giveBack()
        }
      },
      on: (event: string, listener: (value: never) => void) => {
        events.on(event, listener as (value: unknown) => void)
        return pool
      },
      removeAllListeners: (event) => {
        events.removeAllListeners(event)
        return pool
      },
      statistics,
      metrics: () => poolMetrics(options.name ?? 'main', statistics()),
      totalCount: 1,
      get idleCount() {
        return statistics().idle
      },
      get waitingCount() {
        return statistics().waiting
      },
      options: { max: 1, keepAlive: true },
    }
    return pool
  }

  function statistics(): PoolStatistics {
    const { isTaken, waiting } = session.access
    const queries = session.queries()
    return { total: 1, idle: isTaken ? 0 : 1, waiting, max: 1, queries, slowQueries: 0, discarded: 0 }
  }

  return poolWith(undefined)
}
