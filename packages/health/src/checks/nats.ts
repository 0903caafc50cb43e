import type { HealthCheck } from '../check.ts'
import { refuse } from '../options/read-option.ts'
import { createNatsProbe, type NatsConnection } from '../probes/nats.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface NatsOptions extends RemoteOptions {
  connection: NatsConnection
}

/**
 * Whether NATS answers, and takes what was published.
 *
 * @example
 * nats({ connection, kind: 'readiness', warnAbove: '100ms' })
 */
export function nats(options: NatsOptions): HealthCheck {
  const { connection } = options
  if (typeof connection?.flush !== 'function') refuse('nats.connection', 'a connection of NATS', connection)
  const probe = createNatsProbe(connection)
  return remoteCheck('nats', { name: 'nats', options, run: ({ signal }) => probe(signal) })
}
