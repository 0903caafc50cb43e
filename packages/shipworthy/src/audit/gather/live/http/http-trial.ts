import type { Exchange } from '../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import type { Site } from './site.ts'

/** A further conversation with a service, which shows one thing. */
export interface HttpTrial {
  /** It changes counters or logs, and runs only when that is allowed. */
  active: boolean
  /** By what they try: `{ 'body:malformed-json': […] }`. */
  run: (site: Site, paths: readonly AskedPath[]) => Promise<Record<string, Exchange[]>>
}
