import type { LivePart } from '../../facts/live/live-facts.ts'
import type { LiveRequest } from './live-request.ts'

/**
 * Whether an address that gives nothing is what the service will use: it stands in the environment that is deployed to.
 * One that somebody typed may only be mistyped.
 */
export function isDeployed(part: LivePart, { environment, databaseUrl, redisUrl }: LiveRequest): boolean {
  const address = part === 'redis' || part === 'queues' ? redisUrl : databaseUrl
  return address !== undefined && [...(environment?.values() ?? [])].includes(address)
}
