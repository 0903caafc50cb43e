/** Tools whose tables are known. */
export type RecordedTool = 'prisma' | 'knex' | 'typeorm' | 'sequelize' | 'drizzle' | 'kysely' | 'node-pg-migrate'

/** A table in which a migration tool keeps what it has applied. */
export interface MigrationTable {
  tool: RecordedTool
  /** `public._prisma_migrations` */
  table: string
  /** In the order of the table; the newest 2,000. */
  rows: MigrationRow[]
  /** Rows were left out. */
  isCut: boolean
  /** The lock that is to keep two runs apart is taken. */
  isLocked: boolean
}

export interface MigrationRow {
  /** As the tool keeps it: a folder, a file, a class. Drizzle keeps none, and the checksum stands here. */
  name: string
  state: 'applied' | 'failed' | 'rolled-back' | 'running'
  /** SHA-256 of the file when it was applied, hexadecimal. */
  checksum?: string
  /** Milliseconds since 1970 that the tool orders by: TypeORM, Drizzle. */
  order?: number
  /** What the tool says of a failure; the first line. */
  detail?: string
}
