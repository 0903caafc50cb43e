import type { DatabaseRole } from '../../../facts/live/database-facts.ts'
import type { PostgresConnection } from './open-postgres.ts'

const RIGHTS: readonly [column: string, name: string][] = [
  ['rolsuper', 'SUPERUSER'],
  ['rolcreaterole', 'CREATEROLE'],
  ['rolbypassrls', 'BYPASSRLS'],
  ['rolreplication', 'REPLICATION'],
]

/** What the role may do beyond reading and writing tables. */
export async function readRole({ ask }: PostgresConnection): Promise<DatabaseRole> {
  const [row] = await ask(
    `SELECT rolname::text AS name, rolsuper, rolcreaterole, rolbypassrls, rolreplication,
      (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') AS tables,
      ARRAY(SELECT g.rolname::text FROM pg_roles g WHERE NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'USAGE')
        AND g.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')) AS granted
     FROM pg_roles r WHERE rolname = current_user`,
  )
  const rights = RIGHTS.filter(([column]) => row?.[column] === true).map(([, name]) => name)
  return {
    name: String(row?.['name']),
    // Who may do everything need not be told the rest.
    excessive: rights.includes('SUPERUSER') ? ['SUPERUSER'] : [...rights, ...(row!['granted'] as string[])],
    ownedTables: Number(row?.['tables']),
  }
}
