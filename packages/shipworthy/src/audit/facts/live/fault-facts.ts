import type { HealthAnswer, ProcessExit } from './process-facts.ts'

/** What health endpoints say while the database is cut off from the service. */
export interface FaultFacts {
  /** Connections of the service to its database that were reset. */
  connections: number
  /** How long the database was away, at the most. */
  limitMs: number
  paths: FaultPath[]
  /** The service ended while its database was away. */
  ended?: ProcessExit
}

/** One health path: before, while the database is away, and when it is there again. */
export interface FaultPath {
  before: HealthAnswer
  /** The first answer that differs from before in its status, else the last. */
  during: HealthAnswer
  /** From the cut until `during`. */
  duringMs: number
  /** The first that is as before, else the last. */
  after: HealthAnswer
  /** From the return of the database until `after`. */
  afterMs: number
}
