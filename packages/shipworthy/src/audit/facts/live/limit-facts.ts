import type { Exchange } from './exchange.ts'

/** The same request again and again, until it was refused or there were enough. */
export interface LimitTrial {
  /** `login`: wrong passwords of an account that nobody has. */
  what: 'login' | 'health' | 'burst'
  method: string
  path: string
  sent: number
  durationMs: number
  /** How often each status came. */
  statuses: Record<string, number>
  first?: Exchange
  last?: Exchange
  /** The first answer that meant "too many", and how many were answered otherwise before it. */
  refusal?: { after: number; exchange: Exchange }
  /** Once it was refused: the same from addresses that only X-Forwarded-For claims, each beside one without. */
  spoofed?: { sent: number; letThrough: number; refusedWithout: number }
}

/** What came of asking too often. */
export interface LimitFacts {
  /** What the report calls it. */
  target: string
  /** Loopback or a private address. */
  local: boolean
  trials: LimitTrial[]
}
