import type { DatabaseFacts } from './database-facts.ts'
import type { Seen } from './seen.ts'

/** What a PostgreSQL server says. */
export interface PostgresFacts extends DatabaseFacts {
  engine: 'PostgreSQL'
  /** Major version. */
  major: number
  /** It only replays what another server writes. */
  isReplica: boolean
  /** Something stands between, such as PgBouncer: what answers is a connection of its pool. */
  isPooled: boolean
  /** Of this role; 0: no limit. */
  idleInTransactionTimeoutMs: Seen<number>
  /** Milliseconds since the transaction that has done nothing for longest did something; nothing when there is none. */
  oldestIdleInTransactionMs: Seen<number | undefined>
  archiver: Seen<Archiver>
  /** Statements of this role that take more than half a second on average. */
  slowStatements: Seen<SlowStatement[]>
  unindexedKeys: Seen<UnindexedKey[]>
  sequences: Seen<Sequences>
  largeTables: Seen<LargeTable[]>
}

/** `pg_stat_archiver`, with what is set. */
export interface Archiver {
  /** `archive_mode` is on. */
  isOn: boolean
  failures: number
  lastFailedAt?: string
  lastArchivedAt?: string
}

export interface SlowStatement {
  /** With placeholders, shortened. */
  text: string
  calls: number
  meanMs: number
}

/** A table on which a lock is felt. */
export interface LargeTable {
  /** `public.orders` */
  table: string
  /** As the planner estimates; more than 10,000. */
  rows: number
}

/** A foreign key whose columns no index starts with. */
export interface UnindexedKey {
  table: string
  constraint: string
  columns: string[]
  /** As the planner estimates. */
  rows: number
}

export interface Sequences {
  /** Those of which more than half is used. */
  used: SequenceUse[]
  /** How many the role may not read. */
  hidden: number
}

export interface SequenceUse {
  /** `public.orders_id_seq` */
  sequence: string
  /** `orders.id integer`; left out when no column owns it. */
  column?: string
  last: number
  /** The smaller of what the sequence and its column hold. */
  limit: number
  /** The limit is that of a data type, not one that somebody chose. */
  isTypeLimit: boolean
}
