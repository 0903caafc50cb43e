import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Sql, SqlDriver, SqlRow, SqlValue } from '../sql/sql-driver.ts'
import { createTables } from '../sql/tables.ts'
import { describeFault, isBusy, isCorrupt, isFull } from './sqlite-faults.ts'
import { isSameFile, openDatabase, setAside } from './sqlite-file.ts'
import type { Sqlite } from './load-sqlite.ts'

/** Another process that writes is waited for, without blocking the event loop in between. */
const BUSY_WAITS_MS: readonly number[] = [10, 20, 50, 100, 200, 400]
const MAX_STATEMENTS = 100

/** What was stored is not there any more; what comes next is stored anew. */
class Loss extends Error {}

interface Open {
  database: DatabaseSync
  /** Of the file that was opened. */
  inode: number
  sql: Sql
}

/**
 * One connection to a file, made when it is first needed. `node:sqlite` is synchronous; transactions are short, and one follows
 * the other. A connection that met a fault is thrown away and made anew by whoever comes next.
 */
export function createSqliteDriver(sqlite: Sqlite, path: string): SqlDriver {
  let open: Open | undefined
  let epoch = 0
  /** A loss that only a reader has been told of; who writes is to tell it. */
  let untold: Loss | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<Open> {
    if (open && !isSameFile(path, open.inode)) {
      drop()
      throw new Loss(`${path} was removed or replaced; a new one is begun`)
    }
    if (open) return open
    const { database, inode } = openDatabase(sqlite, path, epoch === 0)
    try {
      const sql = statementsOf(database)
      database.exec('BEGIN IMMEDIATE')
      await createTables(sql, driver)
      database.exec('COMMIT')
      epoch++
      open = { database, inode, sql }
      return open
    } catch (error) {
      database.close()
      throw error
    }
  }

  function drop(): void {
    const { database } = open ?? {}
    open = undefined
    try {
      database?.close()
    } catch {
      // It is gone either way.
    }
  }

  async function attempt<T>(work: (connection: Open) => Promise<T>): Promise<T> {
    for (let count = 0; ; count++) {
      try {
        return await work(await connect())
      } catch (error) {
        const waitMs = BUSY_WAITS_MS[count]
        if (isBusy(error) && waitMs !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, waitMs))
          continue
        }
        if (!isBusy(error) && !isFull(error)) drop()
        if (isCorrupt(error)) throw new Loss(`${path} is corrupt and was set aside as ${setAside(path)}`)
        throw describeFault(error, path)
      }
    }
  }

  /** One at a time: between two statements of a transaction nothing else may come. */
  function inTurn<T>(work: (connection: Open) => Promise<T>): Promise<T> {
    const next = last.then(() => attempt(work))
    last = next.catch(() => {})
    return next
  }

  const driver: SqlDriver = {
    name: 'sqlite',
    types: { key: 'INTEGER PRIMARY KEY', int: 'INTEGER', real: 'REAL' },
    epoch: () => epoch,
    async read(work) {
      try {
        return await inTurn(({ sql }) => work(sql))
      } catch (error) {
        if (!(error instanceof Loss)) throw error
        // There is nothing to read any more; who writes next tells it.
        untold = error
        return inTurn(({ sql }) => work(sql))
      }
    },
    async write(work) {
      const loss = untold
      untold = undefined
      if (loss) throw loss
      return inTurn(async ({ database, sql }) => {
        database.exec('BEGIN IMMEDIATE')
        try {
          const result = await work(sql)
          database.exec('COMMIT')
          return result
        } catch (error) {
          rollBack(database)
          throw error
        }
      })
    },
    async insert(sql, table, columns, rows) {
      const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`
      for (const row of rows) await sql(text, ...row)
    },
    async usedBytes(sql) {
      const numberOf = async (pragma: string): Promise<number> =>
        Number(Object.values((await sql(`PRAGMA ${pragma}`))[0]!)[0])
      return ((await numberOf('page_count')) - (await numberOf('freelist_count'))) * (await numberOf('page_size'))
    },
    close: () => last.then(drop),
  }
  return driver
}

/** Statements are prepared once. */
function statementsOf(database: DatabaseSync): Sql {
  const prepared = new Map<string, StatementSync>()
  return async (text, ...values) => {
    let statement = prepared.get(text)
    if (!statement) {
      if (prepared.size === MAX_STATEMENTS) prepared.clear()
      statement = database.prepare(text)
      prepared.set(text, statement)
    }
    return statement.all(...(values as SqlValue[])) as readonly SqlRow[]
  }
}

/** A full disk has ended the transaction already. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // There is none to end.
  }
}
