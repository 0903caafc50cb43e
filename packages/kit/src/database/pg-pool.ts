/**
 * What the kit asks of a pool of PostgreSQL connections: the part of `pg.Pool` that this package, Kysely and BullMQ use.
 * Whatever has this shape fits.
 */
export interface PgPool {
  query: <Row = Record<string, unknown>>(text: string, values?: readonly unknown[]) => Promise<PgResult<Row>>
  connect: () => Promise<PgClient>
  end: () => Promise<void>
}

export interface PgClient {
  query: <Row = Record<string, unknown>>(text: string, values?: readonly unknown[]) => Promise<PgResult<Row>>
  /** Gives the connection back; with `true` or an error it is closed instead. */
  release: (broken?: Error | boolean) => void
}

export interface PgResult<Row> {
  rows: Row[]
  rowCount: number | null
}
