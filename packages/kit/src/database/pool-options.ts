/** A statement that took long; its values are not part of it, as they may be anything. */
export interface SlowQuery {
  text: string
  durationMs: number
}

export interface PoolOptions {
  connectionString: string
  /** Names the pool in metrics. Default `main`. */
  name?: string
  /** Connections kept open when nothing happens. Default 20. */
  steady?: number
  /** Connections beyond those, opened when needed. Default 30. */
  overflow?: number
  /** Longest wait for a connection. Default 5 s; without one, callers of a saturated pool wait for ever. */
  acquireTimeoutMs?: number
  /** Longest time for one statement, kept by the server. Default 15 s. */
  statementTimeoutMs?: number
  /** Longest time a transaction may do nothing, kept by the server. Default 30 s. */
  idleInTransactionTimeoutMs?: number
  /** A connection older than this is replaced, so that a failover or a new address is noticed. Default 30 min. */
  recycleAfterMs?: number
  /** A connection that was idle for longer is asked before it is used. Default 10 s. */
  pingAfterIdleMs?: number
  /** Statements that take longer are told to `onSlowQuery`. Default 500 ms. */
  slowQueryMs?: number
  onSlowQuery?: (query: SlowQuery) => void
  /** Told of idle connections that failed; the pool replaces them by itself. */
  onError?: (error: Error) => void
  /** Shown in `pg_stat_activity`. */
  applicationName?: string
}
