import type { BadDatabaseStart } from '../../../facts/live/process-facts.ts'
import type { TcpProxy } from '../tcp-proxy.ts'
import type { HealthPath } from './ask-health.ts'
import type { StartedProcess } from './start-process.ts'

/** A service that was started to be examined. */
export interface ServiceUnderTest {
  started: StartedProcess
  /** `http://127.0.0.1:41234` */
  origin: string
  bootMs: number
  badDatabase?: BadDatabaseStart
  healthPaths: HealthPath[]
  /** Between it and its database, where probes may disturb it. */
  database?: TcpProxy
  /** Ends it, and all that it started, whatever state it is in. */
  close: () => Promise<void>
}
