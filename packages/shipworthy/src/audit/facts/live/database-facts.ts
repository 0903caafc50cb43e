import type { MigrationTable } from './migration-table.ts'
import type { Seen } from './seen.ts'

/** From where an address can be reached. */
export type Network = 'loopback' | 'private' | 'public'

/** What every database says, as the role of the address that was given sees it. */
export interface DatabaseFacts {
  engine: 'PostgreSQL' | 'MySQL' | 'MariaDB'
  /** `db.example.com:5432/app`, without credentials. */
  target: string
  /** When it was asked: ISO 8601, by the clock of the machine that asked. */
  readAt: string
  /** Of the address that the connection went to. */
  network: Network
  /** `17.2`, `10.11.6` */
  version: string
  role: Seen<DatabaseRole>
  /** The connection itself; what a driver makes of the address decides it, not only the server. */
  encrypted: boolean
  /** The server can encrypt connections. */
  offersEncryption: Seen<boolean>
  /** Connections that ordinary roles may have together. */
  maxConnections: Seen<number>
  connections: Seen<ConnectionCounts>
  /** Longest run of a statement of this role, in milliseconds; 0: no limit. */
  statementTimeoutMs: Seen<number>
  /** Tables that are not the system's. */
  tables: Seen<number>
  /** Tables in which migration tools keep what they have applied. */
  migrationTables: Seen<MigrationTable[]>
  /** The deployment that is to apply migrations is still to come. */
  predeploy: boolean
}

export interface DatabaseRole {
  name: string
  /** Rights that a service has no use for, as the server names them: `SUPERUSER`, `CREATEROLE`. */
  excessive: string[]
  /** Tables that it owns, where the engine has owners. */
  ownedTables?: number
}

/** Connections of all clients now. */
export interface ConnectionCounts {
  total: number
  /** Those at work or inside a transaction; left out when states of other roles are not to be seen. */
  busy?: number
}
