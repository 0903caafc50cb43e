export type SqlValue = string | number | bigint | null

export type SqlRow = Readonly<Record<string, unknown>>

/** Runs one statement; `?` stands for a value, or for an array where the dialect has them. */
export type Sql = (text: string, ...values: readonly (SqlValue | readonly SqlValue[])[]) => Promise<readonly SqlRow[]>

/** What differs between databases. */
export interface SqlDriver {
  readonly name: string
  /** `INTEGER` and `REAL` of the dialect, as wide as a double. */
  readonly types: { key: string; int: string; real: string }
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** One transaction that writes. `exclusive`: no other process is in one of ours meanwhile. */
  write<T>(work: (sql: Sql) => Promise<T>, exclusive?: boolean): Promise<T>
  /** Inserts many rows; those whose first column is there already are left out. */
  insert(sql: Sql, table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void>
  /** Bytes that are in use. */
  usedBytes(sql: Sql): Promise<number>
  /** Which database it is: changes when it was replaced, so that what was remembered of it does not hold any more. */
  epoch(): number
  close(): Promise<void>
}
