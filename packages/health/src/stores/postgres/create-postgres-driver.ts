import type { Sql, SqlDriver, SqlRow } from '../sql/sql-driver.ts'
import { createTables, tableOf, TABLES } from '../sql/tables.ts'
import { ROLL_UPS } from '../../series/plan-series.ts'
import { withClient } from './with-client.ts'
import type { PgPool } from './pg-pool.ts'

/** Key of the advisory lock of these tables: "ship" as a number. */
const LOCK = 0x73_68_69_70
/** What a row takes beside its texts: head of the tuple, numbers, its place in the index. */
const RESULT_BYTES = 110
const POINT_BYTES = 230

/** Connections of a pool, each for one transaction. */
export function createPostgresDriver(pool: PgPool): SqlDriver {
  let prepared: Promise<void> | undefined

  /** Makes the tables once; tried again by whoever comes next when it failed. */
  function prepare(): Promise<void> {
    prepared ??= transaction(`SELECT pg_advisory_xact_lock(${LOCK})`, (sql) => createTables(sql, driver)).catch(
      (error: unknown) => {
        prepared = undefined
        throw error
      },
    )
    return prepared
  }

  function transaction<T>(lock: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    return withClient(pool, async (query) => {
      await query('BEGIN', [])
      await query(lock, [])
      try {
        const result = await work(sqlOf(query))
        await query('COMMIT', [])
        return result
      } catch (error) {
        await query('ROLLBACK', []).catch(() => {})
        throw error
      }
    })
  }

  const driver: SqlDriver = {
    name: 'postgres',
    types: { key: 'BIGINT PRIMARY KEY', int: 'BIGINT', real: 'DOUBLE PRECISION' },
    epoch: () => 0,
    async read(work) {
      await prepare()
      return withClient(pool, (query) => work(sqlOf(query)))
    },
    async write(work, exclusive = false) {
      await prepare()
      // Results that are being written while a minute is summed up would be missing from it for ever.
      const lock = `SELECT pg_advisory_xact_lock${exclusive ? '' : '_shared'}(${LOCK})`
      try {
        return await transaction(lock, work)
      } catch (error) {
        // Somebody has dropped the tables; they are made again the next time.
        if ((error as { code?: unknown }).code === '42P01') prepared = undefined
        throw error
      }
    },
    async insert(sql, table, columns, rows) {
      const types = ['bigint', 'bigint', 'bigint', 'double precision', 'double precision', 'text']
      const arrays = columns.map((_, index) => rows.map((row) => row[index] ?? null))
      await sql(
        `INSERT INTO ${table} (${columns.join(', ')})
        SELECT * FROM unnest(${types.map((type) => `?::${type}[]`).join(', ')}) ON CONFLICT (id) DO NOTHING`,
        ...arrays,
      )
    },
    async usedBytes(sql) {
      // The size of a table does not shrink when rows are deleted; what is in use is counted.
      const results = `SELECT count(*) * ${RESULT_BYTES} + coalesce(sum(length(more)), 0) AS bytes FROM ${TABLES.results}`
      const points = ROLL_UPS.map((_, level) => `SELECT count(*) * ${POINT_BYTES} FROM ${tableOf(level)}`)
      const [row] = await sql(
        `SELECT sum(bytes) AS bytes FROM (${[results, ...points].join(' UNION ALL ')}) AS all_tables`,
      )
      return Number(row?.['bytes'])
    },
    // The pool is not ours.
    close: async () => {},
  }
  return driver
}

const texts = new Map<string, string>()

function sqlOf(query: (text: string, values: unknown[]) => Promise<{ rows: readonly unknown[] }>): Sql {
  return async (text, ...values) => {
    let numbered = texts.get(text)
    if (numbered === undefined) {
      let count = 0
      numbered = text.replace(/\?/g, () => `$${++count}`)
      texts.set(text, numbered)
    }
    return (await query(numbered, [...values])).rows as readonly SqlRow[]
  }
}
