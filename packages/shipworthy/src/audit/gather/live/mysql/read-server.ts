import type { Seen } from '../../../facts/live/seen.ts'
import { see } from '../database/see.ts'
import { SilentError } from '../silent-error.ts'
import type { MysqlConnection } from './open-mysql.ts'

export interface Server {
  engine: 'MySQL' | 'MariaDB'
  version: string
  statementTimeoutMs: Seen<number>
}

/** What it is; from then on the session may only read, and not for long. */
export async function readServer({ ask, tell }: MysqlConnection): Promise<Server> {
  const [row] = await ask('SELECT VERSION() AS version')
  const product = String(row?.['version'])
  if (/TiDB|Vitess|OceanBase/i.test(product))
    throw new SilentError(`it is ${product}, which speaks like MySQL and is something else`)
  const engine = /MariaDB/i.test(product) ? 'MariaDB' : 'MySQL'
  const version = /\d+\.\d+\.\d+/.exec(product.replace(/^5\.5\.5-/, ''))?.[0] ?? product
  // MariaDB counts in seconds, MySQL in milliseconds.
  const [variable, unitMs] = engine === 'MariaDB' ? ['max_statement_time', 1_000] : ['max_execution_time', 1]
  const statementTimeoutMs = await see(async () => {
    const [limit] = await ask(`SELECT @@session.${variable} AS value`)
    return Math.round(Number(limit!['value']) * unitMs)
  })
  await tell('SET SESSION TRANSACTION READ ONLY')
  for (const setting of [`${variable} = ${5_000 / unitMs}`, 'lock_wait_timeout = 1', 'innodb_lock_wait_timeout = 1'])
    await tell(`SET SESSION ${setting}`).catch(() => {})
  return { engine, version, statementTimeoutMs }
}
