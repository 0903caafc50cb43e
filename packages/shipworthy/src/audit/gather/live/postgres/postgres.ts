import type { PostgresFacts } from '../../../facts/live/postgres-facts.ts'
import { databaseAddress } from '../database/database-address.ts'
import { see } from '../database/see.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { openPostgres, type PostgresConnection } from './open-postgres.ts'
import { readConnections, readOldestIdle } from './read-activity.ts'
import { readArchiver } from './read-archiver.ts'
import { readLargeTables } from './read-large-tables.ts'
import { readRole } from './read-role.ts'
import { readSequences } from './read-sequences.ts'
import { readServer } from './read-server.ts'
import {
  connectionLimitOf,
  idleLimitOf,
  isEncryptionOn,
  numberOf,
  readSettings,
  type Settings,
} from './read-settings.ts'
import { readSlowStatements } from './read-slow-statements.ts'
import { countTables, readMigrations } from './read-tables.ts'
import { readUnindexedKeys } from './read-unindexed-keys.ts'

/** Asks a PostgreSQL server, over one connection, one question after the other. */
export const postgres: LiveGatherer<'postgres'> = {
  part: 'postgres',
  nameOf: ({ databaseUrl }) => {
    const address = databaseUrl === undefined ? undefined : databaseAddress(databaseUrl)
    return address?.engine === 'postgres' ? address.target : undefined
  },
  async gather({ databaseUrl = '', ca, predeploy = false }, _plan, session) {
    const connection = await openPostgres({ url: databaseUrl, ca, session })
    try {
      const { target } = databaseAddress(databaseUrl)
      return { target, predeploy, readAt: new Date().toISOString(), ...(await readAll(connection)) }
    } finally {
      await connection.close()
    }
  },
}

async function readAll(
  connection: PostgresConnection,
): Promise<Omit<PostgresFacts, 'target' | 'predeploy' | 'readAt'>> {
  const { version, major, isReplica, pid } = await readServer(connection)
  const settings = await readSettings(connection).catch((): Settings => new Map())
  const { encrypted, network, announcedPid } = connection
  return {
    engine: 'PostgreSQL',
    version,
    major,
    isReplica,
    isPooled: announcedPid !== undefined && announcedPid !== pid,
    encrypted,
    network,
    role: await see(() => readRole(connection)),
    offersEncryption: await see(() => isEncryptionOn(settings)),
    maxConnections: await see(() => connectionLimitOf(settings)),
    statementTimeoutMs: await see(() => numberOf(settings, 'statement_timeout')),
    idleInTransactionTimeoutMs: await see(() => idleLimitOf(settings)),
    connections: await see(() => readConnections(connection)),
    oldestIdleInTransactionMs: await see(() => readOldestIdle(connection)),
    archiver: await see(() => readArchiver(connection, settings)),
    tables: await see(() => countTables(connection)),
    migrationTables: await see(() => readMigrations(connection)),
    slowStatements: await see(() => readSlowStatements(connection)),
    unindexedKeys: await see(() => readUnindexedKeys(connection)),
    sequences: await see(() => readSequences(connection)),
    largeTables: await see(() => readLargeTables(connection)),
  }
}
