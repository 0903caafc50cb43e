import type { Pool } from '../database/create-pool.ts'
import type { EmbeddedClient } from './embedded-client.ts'

export interface EmbeddedOptions {
  /** Names the pool in metrics. Default `main`. */
  name?: string
  /** Where the data is kept; made when it is not there. In memory when left out. */
  folder?: string
  /** Longest wait for a turn. Default 30 s. */
  acquireTimeoutMs?: number
  /** A database to begin with when the folder is new: what `snapshot()` returned. */
  snapshot?: Uint8Array
  /** Where the empty database is kept that new folders begin with. Default: `shipworthy` in the cache folder of the user. */
  cacheFolder?: string
  /** Extensions of PostgreSQL that PGlite brings, such as `pg_trgm`; `CREATE EXTENSION` is still needed. */
  extensions?: readonly string[]
}

/** PostgreSQL inside this process, as a pool. */
export interface EmbeddedPool extends Omit<Pool, 'connect'> {
  /**
   * A connection for a transaction. Nobody else has a turn from its first statement until it is released, so never ask
   * the pool for anything while you hold one.
   */
  connect: () => Promise<EmbeddedClient>
  /** The same database with another `search_path`; to end it does nothing. */
  withSearchPath: (searchPath: string) => EmbeddedPool
  /** The whole database as a gzipped tar archive, to begin others with. */
  snapshot: () => Promise<Uint8Array>
  on: {
    (event: 'error', listener: (error: Error) => void): EmbeddedPool
    (event: 'connect', listener: (connection: EmbeddedClient) => void): EmbeddedPool
  }
  removeAllListeners: (event?: string) => EmbeddedPool
  /** As `pg.Pool` has them: BullMQ asks whether a connection can die without notice, and this one cannot. */
  readonly options: { readonly max: number; readonly keepAlive: boolean }
}
