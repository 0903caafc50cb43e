import type { MysqlFacts } from '../../../facts/live/mysql-facts.ts'
import { databaseAddress } from '../database/database-address.ts'
import { see } from '../database/see.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { openMysql, type MysqlConnection } from './open-mysql.ts'
import { readServer } from './read-server.ts'
import { readGrants } from './read-grants.ts'
import { countTables, readMigrations } from './read-tables.ts'
import { readVariables } from './read-variables.ts'

/** Asks a MySQL or MariaDB server, over one connection, one question after the other. */
export const mysql: LiveGatherer<'mysql'> = {
  part: 'mysql',
  nameOf: ({ databaseUrl }) => {
    const address = databaseUrl === undefined ? undefined : databaseAddress(databaseUrl)
    return address?.engine === 'mysql' ? address.target : undefined
  },
  async gather({ databaseUrl = '', ca, predeploy = false }, _plan, session) {
    const connection = await openMysql({ url: databaseUrl, ca, session })
    try {
      const { target } = databaseAddress(databaseUrl)
      return { target, predeploy, readAt: new Date().toISOString(), ...(await readAll(connection)) }
    } finally {
      connection.close()
    }
  },
}

async function readAll(connection: MysqlConnection): Promise<Omit<MysqlFacts, 'target' | 'predeploy' | 'readAt'>> {
  const { ask } = connection
  const { engine, version, statementTimeoutMs } = await readServer(connection)
  const status = await readVariables(ask, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")
  return {
    engine,
    version,
    network: connection.network,
    role: await see(() => readGrants(connection)),
    encrypted: (status.get('Ssl_cipher') ?? '') !== '',
    offersEncryption: await see(async () => {
      const value = (await readVariables(ask, "SHOW GLOBAL VARIABLES LIKE 'have_ssl'")).get('have_ssl')
      if (value === undefined) throw new Error('the server does not show have_ssl')
      return value === 'YES'
    }),
    maxConnections: await see(async () => {
      const value = (await readVariables(ask, "SHOW GLOBAL VARIABLES LIKE 'max_connections'")).get('max_connections')
      if (value === undefined) throw new Error('the server does not show max_connections')
      return Number(value)
    }),
    connections: await see(async () => {
      const threads = await readVariables(ask, "SHOW GLOBAL STATUS LIKE 'Threads_%'")
      return { total: Number(threads.get('Threads_connected')), busy: Number(threads.get('Threads_running')) }
    }),
    statementTimeoutMs,
    tables: await see(() => countTables(connection)),
    migrationTables: await see(() => readMigrations(connection)),
  }
}
