import type { HealthResponse } from '../handler/health-request.ts'
import type { PublicAnswers } from '../handler/public-answers.ts'

/** What the thread is started with. */
export interface ThreadSetup {
  port: number
  host: string | undefined
  prefix: string
  /** One counter, which the main thread raises as long as it gets to its work. */
  heartbeat: Int32Array
  /** A stall is reported from here on. */
  reportAfterMs: number
  /** From here on the service is not ready: it could not serve a request. */
  unreadyAfterMs: number
  /** From here on it is not live either. */
  deadAfterMs: number
  answers: PublicAnswers
}

/** A time in which the main thread did not get to its work. */
export interface Stall {
  durationMs: number
  /** Where it was, innermost first; empty where the inspector is not to be had. */
  stack: readonly string[]
}

export interface ForwardedRequest {
  method: string
  url: string
  headers: Record<string, string | string[] | undefined>
  remoteAddress: string | undefined
}

export type ToThread =
  | { type: 'answers'; answers: PublicAnswers }
  | { type: 'response'; id: number; response: HealthResponse | undefined }

export type FromThread =
  | { type: 'listening'; port: number }
  | { type: 'failed'; reason: string }
  | { type: 'request'; id: number; request: ForwardedRequest }
  | { type: 'stall'; stall: Stall }
