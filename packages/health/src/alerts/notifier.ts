import type { Alert } from '../model/alert.ts'

export type { Alert, AlertReason } from '../model/alert.ts'

export interface NotifierContext {
  /** Aborts when delivery takes too long. */
  signal: AbortSignal
  /** The same for every attempt to deliver one message: whoever gets it twice can tell. */
  id: string
}

/**
 * Sends alerts somewhere. To throw, or to reject, means not delivered: it is tried again, later each time. An error may say
 * when (`retryAfterMs`) or that it makes no sense (`isPermanent: true`).
 */
export interface Notifier {
  /** Unique; a label in metrics. Never a URL. */
  readonly name: string
  /** Wants to know of acknowledgements, too. */
  readonly acknowledges?: boolean
  send(alert: Alert, context: NotifierContext): unknown
}
