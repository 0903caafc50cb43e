import type { DatabaseRole } from '../../../facts/live/database-facts.ts'
import type { MysqlConnection } from './open-mysql.ts'

/** Rights over the whole server that a service has no use for. */
const EXCESSIVE = ['ALL PRIVILEGES', 'SUPER', 'CREATE USER', 'FILE', 'SHUTDOWN']

/** Of the answer only the names of rights are kept: it may hold the hash of a password. */
export async function readGrants({ ask }: MysqlConnection): Promise<DatabaseRole> {
  const [user] = await ask('SELECT CURRENT_USER() AS name')
  const rows = await ask('SHOW GRANTS')
  const everywhere = rows
    .map((row) => String(Object.values(row)[0]))
    .flatMap((grant) => /^GRANT (.+?) ON \*\.\* TO /.exec(grant)?.[1]?.split(/,\s*/) ?? [])
  return {
    name: String(user?.['name']).split('@')[0]!,
    excessive: EXCESSIVE.filter((right) => everywhere.includes(right)).map((right) => `${right} ON *.*`),
  }
}
