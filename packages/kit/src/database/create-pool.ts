import pg from 'pg'
import { createLatencyHistogram } from '../metrics/latency-histogram.ts'
import type { MetricFamily } from '../metrics/metric-family.ts'
import { isConnectionLost } from './is-unavailable.ts'
import type { PgClient, PgPool, PgResult } from './pg-pool.ts'
import { poolMetrics, type PoolTimes } from './pool-metrics.ts'
import type { PoolOptions } from './pool-options.ts'
import type { PoolStatistics } from './pool-statistics.ts'

export interface Pool extends PgPool {
  statistics: () => PoolStatistics
  /** For the registry of `@shipworthy/health`: `health.addMetrics(pool.metrics)`. */
  metrics: () => MetricFamily[]
  /** As `pg.Pool` has them, for `postgres({ client: pool })` of `@shipworthy/health/checks`. */
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max: number }
}

/** How often a dead connection is replaced before the caller is told. */
const MAX_PINGS = 3
const PING_TIMEOUT_MS = 2000

/**
 * A pool of PostgreSQL connections with every limit set.
 *
 * @example
 * const pool = createPool({ connectionString: config.DATABASE_URL, onSlowQuery: (query) => log.warn(query, 'slow query') })
 * const { rows } = await pool.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email])
 *
 * @returns A pool that Kysely and BullMQ accept as they accept `pg.Pool`.
 */
export function createPool(options: PoolOptions): Pool {
  const { name = 'main', steady = 20, overflow = 30, pingAfterIdleMs = 10_000, slowQueryMs = 500 } = options
  const max = steady + overflow
  const pool = new pg.Pool({ ...pgOptions(options), min: steady, max })
  const counts = { queries: 0, slowQueries: 0, discarded: 0 }
  const times: PoolTimes = { acquire: createLatencyHistogram(), query: createLatencyHistogram() }
  const usedAtMs = new WeakMap<pg.PoolClient, number>()
  pool.on('error', (error) => options.onError?.(error))
  // A client that is checked out has no listener of the pool's; without one its end would be the end of the process. Its
  // holder learns of it from the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('release', (_, client) => usedAtMs.set(client, performance.now()))

  async function checkOut(): Promise<pg.PoolClient> {
    for (let attempt = 1; ; attempt++) {
      const client = await pool.connect()
      const idleMs = performance.now() - (usedAtMs.get(client) ?? Infinity)
      if (!(idleMs > pingAfterIdleMs) || (await isAlive(client))) return client
      counts.discarded++
      client.release(true)
      if (attempt === MAX_PINGS) return pool.connect()
    }
  }

  async function measured<Row>(text: string, run: () => Promise<PgResult<Row>>): Promise<PgResult<Row>> {
    const beganMs = performance.now()
    counts.queries++
    try {
      return await run()
    } finally {
      const durationMs = performance.now() - beganMs
      times.query.observe(durationMs)
      if (durationMs >= slowQueryMs) {
        counts.slowQueries++
        options.onSlowQuery?.({ text, durationMs })
      }
    }
  }

  async function connect(): Promise<PgClient> {
    const beganMs = performance.now()
    const client = await checkOut().finally(() => times.acquire.observe(performance.now() - beganMs))
    return {
      query: (text, values) =>
        measured(text, () => client.query(text, values as unknown[]) as unknown as Promise<PgResult<never>>),
      release: (broken) => client.release(broken),
    }
  }

  return {
    connect,
    query: async (text, values) => {
      const client = await connect()
      let broken: Error | undefined
      try {
        return await client.query(text, values)
      } catch (error) {
        if (isConnectionLost(error)) broken = error as Error
        throw error
      } finally {
        client.release(broken)
      }
    },
    end: () => pool.end(),
    statistics,
    metrics: () => poolMetrics(name, statistics(), times),
    get totalCount() {
      return pool.totalCount
    },
    get idleCount() {
      return pool.idleCount
    },
    get waitingCount() {
      return pool.waitingCount
    },
    options: { max },
  }

  function statistics(): PoolStatistics {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = pool
    return { total, idle, waiting, max, ...counts }
  }
}

/** Session settings go with the start of a connection: a query in `on('connect')` would race with the first statement. */
function pgOptions(options: PoolOptions): pg.PoolConfig {
  const { statementTimeoutMs = 15_000, idleInTransactionTimeoutMs = 30_000, recycleAfterMs = 30 * 60_000 } = options
  return {
    connectionString: options.connectionString,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 5000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    maxLifetimeSeconds: Math.ceil(recycleAfterMs / 1000),
    keepAlive: true,
    ...(options.applicationName !== undefined && { application_name: options.applicationName }),
  }
}

async function isAlive(client: pg.PoolClient): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), PING_TIMEOUT_MS)
  client.query('SELECT 1').then(
    () => resolve(true),
    () => resolve(false),
  )
  return promise.finally(() => clearTimeout(timer))
}
