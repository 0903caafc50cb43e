export interface PoolNumbers {
  inUse: number
  /** Requests that wait for a connection. */
  waiting: number
  /** Connections there may be; what there are, where the client does not tell. */
  size: number
}

type Countable = { length: number }

/** What the pools of pg, mysql2, mariadb and Knex tell about themselves. */
interface KnownPool {
  totalCount?: number
  idleCount?: number
  waitingCount?: number
  options?: { max?: number }
  pool?: KnownPool
  _allConnections?: Countable
  _freeConnections?: Countable
  _connectionQueue?: Countable
  config?: { connectionLimit?: number }
  totalConnections?: () => number
  activeConnections?: () => number
  taskQueueSize?: () => number
  client?: KnownPool
  numUsed?: () => number
  numPendingAcquires?: () => number
  max?: number
}

/** How busy the pool of a client is; undefined where it has none, or hides it. */
export function readPool(client: object): PoolNumbers | undefined {
  const pool = client as KnownPool
  const core = pool._allConnections ? pool : pool.pool
  const tarn = pool.client?.pool
  if (pool.totalCount !== undefined)
    return {
      inUse: pool.totalCount - (pool.idleCount ?? 0),
      waiting: pool.waitingCount ?? 0,
      size: pool.options?.max ?? pool.totalCount,
    }
  if (core?._allConnections && core._freeConnections)
    return {
      inUse: core._allConnections.length - core._freeConnections.length,
      waiting: core._connectionQueue?.length ?? 0,
      size: core.config?.connectionLimit ?? core._allConnections.length,
    }
  if (pool.activeConnections && pool.totalConnections)
    return { inUse: pool.activeConnections(), waiting: pool.taskQueueSize?.() ?? 0, size: pool.totalConnections() }
  if (tarn?.numUsed)
    return { inUse: tarn.numUsed(), waiting: tarn.numPendingAcquires?.() ?? 0, size: tarn.max ?? tarn.numUsed() }
  return undefined
}
