export { createPool, type Pool, type PoolStatistics } from './create-pool.ts'
export type { PgClient, PgPool, PgResult } from './pg-pool.ts'
export type { PoolOptions, SlowQuery } from './pool-options.ts'
export { inTransaction, type TransactionOptions } from './transaction.ts'
