export interface PoolStatistics {
  total: number
  idle: number
  /** Callers that wait for a connection. */
  waiting: number
  max: number
  queries: number
  slowQueries: number
  /** Connections that were found dead before they were used. */
  discarded: number
}
