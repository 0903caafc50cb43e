export interface PgResult {
  rows: readonly unknown[]
}

/** The part of a pool of `pg` that is used. */
export interface PgPool {
  query(text: string, values?: unknown[]): Promise<PgResult>
  connect(): Promise<PgPoolClient>
}

export interface PgPoolClient {
  query(text: string, values?: unknown[]): Promise<PgResult>
  /** With an error the connection is closed instead of being kept. */
  release(error?: Error | boolean): void
  on?(event: 'error', listener: (error: Error) => void): unknown
  off?(event: 'error', listener: (error: Error) => void): unknown
}
