import type { HistoryBatch, HistoryStore, IncidentQuery, ResultQuery } from '../../history/history-store.ts'
import type { CheckResult } from '../../model/check-result.ts'
import type { Incident } from '../../model/incident.ts'
import { maintainer } from './maintainer.ts'
import { readComplete } from './marks.ts'
import { sumUpAgain } from './sum-up.ts'
import { readSeries } from './read-series.ts'
import { recordKey } from './record-key.ts'
import { RESULT_COLUMNS, resultOfRow, rowOfResult } from './result-row.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'
import type { Retention } from './store-options.ts'
import { TABLES } from './tables.ts'

const LIMIT = 1_000

/** A store over a database: one transaction for each batch, sums and retention once in a while. */
export function createSqlStore(driver: SqlDriver, retention: Retention): HistoryStore {
  const maintain = maintainer(driver, retention)
  let ids = new Map<string, number>()
  let epoch = -1

  /** Names are written once; results carry a number. */
  async function idOf(sql: Sql, { check, kind }: CheckResult): Promise<number> {
    if (epoch !== driver.epoch()) ids = new Map()
    epoch = driver.epoch()
    const known = ids.get(`${kind} ${check}`)
    if (known !== undefined) return known
    const [row] = await sql(
      `INSERT INTO ${TABLES.checks} (name, kind) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind RETURNING id`,
      check,
      kind,
    )
    ids.set(`${kind} ${check}`, Number(row!['id']))
    return Number(row!['id'])
  }

  async function write(sql: Sql, { results, incidents }: HistoryBatch): Promise<void> {
    const now = retention.now()
    const oldest = Math.max(now - retention.keepMs[0]!, await readComplete(sql))
    const wanted = results.filter(({ startedAt }) => startedAt >= oldest)
    const rows: SqlValue[][] = []
    for (const result of wanted) rows.push(rowOfResult(result, await idOf(sql, result)))
    // In the order of the key, so that a batch goes to the end of the table.
    rows.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
    if (rows.length > 0) await driver.insert(sql, TABLES.results, RESULT_COLUMNS, rows)
    for (const incident of incidents) await saveIncident(sql, incident)
    if (wanted.length > 0) await sumUpAgain(sql, Math.min(...wanted.map(({ startedAt }) => startedAt)), now)
  }

  return {
    name: driver.name,
    async append(batch) {
      try {
        await driver.write((sql) => write(sql, batch))
      } catch (error) {
        // What a transaction that failed made known was not written.
        ids.clear()
        throw error
      }
      await maintain()
    },
    results: (query) => driver.read((sql) => readResults(sql, query)),
    series: (query) =>
      driver.read(async (sql) => {
        const id = await findCheck(sql, query.check)
        return id === undefined ? [] : readSeries(sql, query, id)
      }),
    incidents: (query) => driver.read((sql) => readIncidents(sql, query)),
    load: (key) =>
      driver.read(async (sql) => {
        const [row] = await sql(`SELECT body, version FROM ${TABLES.documents} WHERE name = ?`, key)
        return row && { text: String(row['body']), version: Number(row['version']) }
      }),
    save: (key, text, expected) =>
      driver.write(async (sql) => {
        const rows =
          expected === 0
            ? await sql(
                `INSERT INTO ${TABLES.documents} (name, body, version) VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING RETURNING version`,
                key,
                text,
              )
            : await sql(
                `UPDATE ${TABLES.documents} SET body = ?, version = version + 1 WHERE name = ? AND version = ? RETURNING version`,
                text,
                key,
                expected,
              )
        return rows.length === 1
      }),
    close: () => driver.close(),
  }
}

async function findCheck(sql: Sql, name: string): Promise<number | undefined> {
  const [row] = await sql(`SELECT id FROM ${TABLES.checks} WHERE name = ?`, name)
  return row && Number(row['id'])
}

async function readResults(sql: Sql, { check, from, to, limit = LIMIT }: ResultQuery): Promise<CheckResult[]> {
  const id = check === undefined ? undefined : await findCheck(sql, check)
  if (check !== undefined && id === undefined) return []
  const where = conditions([
    ['results.id >= ?', from === undefined ? undefined : recordKey(from)],
    ['results.id < ?', to === undefined ? undefined : recordKey(to)],
    ['(results.id & 1048575) = ?', id],
  ])
  const rows = await sql(
    `SELECT (results.id >> 20) AS at, name, kind, status, took, num, more
    FROM ${TABLES.results} AS results JOIN ${TABLES.checks} AS checks ON checks.id = (results.id & 1048575)
    ${where.text} ORDER BY results.id DESC LIMIT ?`,
    ...where.values,
    limit,
  )
  return rows.map(resultOfRow).toReversed()
}

async function readIncidents(sql: Sql, query: IncidentQuery): Promise<Incident[]> {
  const { check, from, to, open, limit = LIMIT } = query
  const where = conditions([
    ['name = ?', check],
    ['opened >= ?', from],
    ['opened < ?', to],
    ['resolved IS NULL AND 1 = ?', open ? 1 : undefined],
  ])
  const rows = await sql(
    `SELECT body FROM ${TABLES.incidents} ${where.text} ORDER BY opened DESC, id DESC LIMIT ?`,
    ...where.values,
    limit,
  )
  return rows.map(({ body }) => JSON.parse(String(body)) as Incident)
}

async function saveIncident(sql: Sql, incident: Incident): Promise<void> {
  const { id, check, openedAt, resolvedAt = null } = incident
  await sql(
    `INSERT INTO ${TABLES.incidents} (id, name, opened, resolved, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET resolved = excluded.resolved, body = excluded.body`,
    id,
    check,
    openedAt,
    resolvedAt,
    JSON.stringify(incident),
  )
}

function conditions(all: readonly (readonly [string, SqlValue | undefined])[]): { text: string; values: SqlValue[] } {
  const given = all.flatMap(([text, value]) => (value === undefined ? [] : [{ text, value }]))
  const text = given.length === 0 ? '' : `WHERE ${given.map((one) => one.text).join(' AND ')}`
  return { text, values: given.map(({ value }) => value) }
}
