import { createLease, type Lease } from './parts/lease.ts'
import { singleCall } from './parts/single-call.ts'
import { readPool, type PoolNumbers } from './parts/sql-pool.ts'
import { untilAborted } from './parts/until-aborted.ts'

/**
 * A client as the service has it: a pool or client of pg, postgres.js, mysql2 or mariadb; Kysely, Knex, Prisma, Drizzle, TypeORM,
 * Sequelize; or a function that runs a query.
 */
export type SqlClient =
  | { query(sql: string): unknown }
  | { unsafe(sql: string): unknown }
  | { raw(sql: string): unknown }
  | { execute(sql: string): unknown }
  | { executeQuery(query: never): unknown }
  | { $queryRawUnsafe(sql: string): unknown }
  | (() => unknown)

export interface SqlNumbers {
  pool?: PoolNumbers
  /** No connection of the pool became free within this time. */
  saturatedMs?: number
}

export type SqlProbe = (signal: AbortSignal, timeoutMs: number) => Promise<SqlNumbers>

interface Connection {
  query(sql: string): PromiseLike<unknown>
  /** pg: `true` closes it. */
  release(close?: boolean): void
  /** mysql2 and mariadb close with this. */
  destroy?(): void
}

interface Pool {
  connect?: () => Promise<Connection>
  getConnection?: () => Promise<Connection>
  /** pg: what it makes connections with. */
  Client?: new (options: unknown) => OwnConnection
  options?: unknown
}

interface OwnConnection {
  connect(): Promise<unknown>
  query(sql: string): Promise<unknown>
  end(): Promise<void>
  on(event: 'error', listener: () => void): void
  connection?: { stream?: { destroy(): void } }
}

/** A round trip over a connection that is the probe's alone for that time, where the client lends one; what hangs is closed. */
export function createSqlProbe(client: SqlClient, sql: string): SqlProbe {
  const callback = client as { promise?: () => object }
  const usable = (typeof callback.promise === 'function' ? callback.promise() : client) as object
  const pool = usable as Pool
  // A single pg client has `connect` too, and must not be connected twice.
  const acquire = readPool(usable) && (pool.getConnection ?? pool.connect)
  if (acquire) {
    const lease = createLease(() => acquire.call(pool))
    return (signal, timeoutMs) => askPool(pool, lease, sql, signal, timeoutMs)
  }
  const ask = singleCall(() => runQuery(usable, sql))
  return async (signal, timeoutMs) => {
    const answer = await patiently(usable, ask, signal, timeoutMs)
    return { ...withPool(usable), ...answer.saturated }
  }
}

async function askPool(
  pool: Pool,
  lease: Lease<Connection>,
  sql: string,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<SqlNumbers> {
  const { value: connection, saturated } = await patiently(pool, lease, signal, timeoutMs)
  const numbers = { ...withPool(pool), ...saturated }
  if (!connection) {
    // Whether the database is to blame, or those who hold the connections, only a connection beside the pool can tell.
    if (pool.Client) await askBeside(new pool.Client(pool.options), sql, signal)
    return numbers
  }
  try {
    await untilAborted(connection.query(sql), signal)
  } catch (error) {
    if (connection.destroy) connection.destroy()
    else connection.release(true)
    throw error
  }
  connection.release()
  return numbers
}

interface Answer<T> {
  value?: T
  saturated?: { saturatedMs: number }
}

/** Waits for half the time, and longer only if a connection of the pool was free: else it is that which is missing. */
async function patiently<T>(
  pool: object,
  ask: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Answer<T>> {
  const saturatedMs = Math.ceil(timeoutMs / 2)
  const patience = AbortSignal.timeout(saturatedMs)
  try {
    return { value: await ask(AbortSignal.any([signal, patience])) }
  } catch (error) {
    if (signal.aborted || !patience.aborted) throw error
    return isFull(readPool(pool)) ? { saturated: { saturatedMs } } : { value: await ask(signal) }
  }
}

function isFull(numbers: PoolNumbers | undefined): boolean {
  return numbers !== undefined && numbers.size > 0 && numbers.inUse >= numbers.size
}

async function askBeside(own: OwnConnection, sql: string, signal: AbortSignal): Promise<void> {
  own.on('error', () => {})
  try {
    await untilAborted(
      own.connect().then(() => own.query(sql)),
      signal,
    )
    await own.end()
  } catch (error) {
    own.connection?.stream?.destroy()
    // 53300: too many connections. That is an answer, and says nothing against the database.
    if ((error as { code?: unknown }).code !== '53300') throw error
  }
}

function withPool(client: object): SqlNumbers {
  const pool = readPool(client)
  return pool ? { pool } : {}
}

type Method = 'unsafe' | '$queryRawUnsafe' | 'raw' | 'query' | 'execute'
const METHODS = ['unsafe', '$queryRawUnsafe', 'raw', 'query', 'execute'] as const satisfies readonly Method[]

function runQuery(client: object, sql: string): PromiseLike<unknown> {
  const methods = client as Partial<Record<Method | 'executeQuery', (query: unknown) => PromiseLike<unknown>>>
  if (methods.executeQuery)
    return methods.executeQuery({
      sql,
      parameters: [],
      query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
      queryId: { queryId: 'shipworthy' },
    })
  const method = METHODS.find((name) => typeof methods[name] === 'function')
  return method ? methods[method]!(sql) : (client as () => PromiseLike<unknown>)()
}
