import type { AlertReason } from './alert.ts'

/** A delivery and what came of it: `waiting` for its first attempt, `failing` until the next one, `sent`, or `dead`. */
export interface Delivery {
  id: string
  notifier: string
  reason: AlertReason
  /** Id of the alert. */
  alert: string
  summary: string
  result: 'waiting' | 'failing' | 'sent' | 'dead'
  attempts: number
  /** Of the result, or of the next attempt; milliseconds since 1970. */
  at: number
  error?: string
}

/** What came of a test. */
export interface TestResult {
  notifier: string
  isSent: boolean
  error?: string
}
