import type { DatabaseFacts } from './database-facts.ts'

/** What a MySQL or MariaDB server says. */
export interface MysqlFacts extends DatabaseFacts {
  engine: 'MySQL' | 'MariaDB'
}
