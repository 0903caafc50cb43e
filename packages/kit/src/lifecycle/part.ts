/**
 * When a part stops. A service stops from the outside in: first nothing new comes in, then the work that was begun is
 * finished, then what that work needed is closed, and the log comes last so that all of this is in it.
 */
export const STOP_ORDER = ['servers', 'workers', 'queues', 'pools', 'logs'] as const

export type Stage = (typeof STOP_ORDER)[number]

/** Something that is started before the service takes requests, and stopped when it ends. */
export interface Part {
  /** As it is named in logs and errors. */
  name: string
  stage: Stage
  start?: (signal: AbortSignal) => Promise<unknown> | unknown
  stop?: (signal: AbortSignal) => Promise<unknown> | unknown
  /** Longest time for starting and for stopping. Default 10 s. */
  timeoutMs?: number
}
