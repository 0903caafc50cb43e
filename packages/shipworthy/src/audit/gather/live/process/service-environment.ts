import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { LiveRequest } from '../live-request.ts'
import { databaseAddresses, type Environment } from './database-addresses.ts'

/**
 * What the service is started with: the environment of this process, `--env-file`, and the port. It is production unless
 * they say otherwise. The database that was named goes in where they name none.
 */
export function serviceEnvironment(
  { environment: file = new Map(), databaseUrl }: LiveRequest,
  { port: planned, databaseVariables }: LivePlan,
  port: number,
): Environment {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const given: Environment = { NODE_ENV: 'production', ...Object.fromEntries(own), ...Object.fromEntries(file) }
  const ports = Object.fromEntries(['PORT', ...planned.variables].map((name) => [name, `${port}`]))
  const isNamed = databaseUrl === undefined || databaseAddresses(given).length > 0
  const names = isNamed ? [] : databaseVariables.length > 0 ? databaseVariables : ['DATABASE_URL']
  return { ...given, ...ports, ...Object.fromEntries(names.map((name) => [name, databaseUrl ?? ''])) }
}
