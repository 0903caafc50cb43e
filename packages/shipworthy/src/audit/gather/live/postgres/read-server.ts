import { SilentError } from '../silent-error.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** They answer as PostgreSQL, and keep their catalogues, connections and releases in another way. */
const LOOKALIKES = /YugabyteDB|-YB-|Redshift|CockroachDB|Greenplum/

export interface Server {
  version: string
  major: number
  isReplica: boolean
  pid: number
}

/** What it is; whoever cannot say that is no PostgreSQL. */
export async function readServer({ ask }: PostgresConnection): Promise<Server> {
  const [row] = await ask(
    `SELECT version() AS product, current_setting('server_version') AS version,
      current_setting('server_version_num')::int AS number, pg_is_in_recovery() AS replica, pg_backend_pid() AS pid`,
  )
  const product = String(row?.['product'])
  if (!/^PostgreSQL \d/.test(product) || LOOKALIKES.test(product))
    throw new SilentError(`it only speaks like PostgreSQL: it is ${product.slice(0, 40)}`)
  return {
    version: String(row!['version']).split(' ')[0]!,
    major: Math.floor(Number(row!['number']) / 10_000),
    isReplica: row!['replica'] === true,
    pid: Number(row!['pid']),
  }
}
