import type { HealthCheck } from '../../check.ts'
import { readText, refuse } from '../../options/read-option.ts'
import { createSqlProbe, type SqlClient } from '../../probes/sql.ts'
import { remoteCheck, type RemoteOptions } from './remote-check.ts'

export interface SqlOptions extends RemoteOptions {
  client: SqlClient
  /** `SELECT 1` by default. */
  query?: string
}

/** Round trip and pool apart: a pool without free connections is a warning of its own, not a database that is down. */
export function sqlCheck(name: string, options: SqlOptions): HealthCheck {
  const { client, query = 'SELECT 1' } = options
  if (!client) refuse(`${name}.client`, 'a client or pool', client)
  const probe = createSqlProbe(client, readText(query, `${name}.query`))
  return remoteCheck(name, {
    name,
    options,
    async run({ signal, timeoutMs, measure }) {
      const { pool, saturatedMs } = await probe(signal, timeoutMs)
      if (!pool) return
      const { inUse, size, waiting } = pool
      measure('poolInUse', inUse, 'connections')
      measure('poolSize', size, 'connections')
      measure('poolWaiting', waiting, 'requests')
      if (saturatedMs === undefined) return
      const message = `pool saturated: ${inUse} of ${size} connections in use, ${waiting} waiting; none became free within ${saturatedMs} ms`
      return { status: 'warning', message }
    },
  })
}
