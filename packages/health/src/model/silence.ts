import type { AlertMatch } from './alert-match.ts'

/** A time in which nothing new is told of what matches. */
export interface Silence {
  id: string
  match: AlertMatch
  /** Milliseconds since 1970. */
  from: number
  to: number
  by?: string
  comment?: string
}
