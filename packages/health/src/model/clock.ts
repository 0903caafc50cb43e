/** Time as this package sees it. Tests bring a simulated one. */
export interface Clock {
  /** Milliseconds since 1970, for people; may jump. */
  now(): number
  /** Milliseconds that never jump, for durations and due times. */
  monotonic(): number
  /** Runs `callback` once after `delayMs`; the returned function cancels it. Keeps the process alive only if told to. */
  after(delayMs: number, callback: () => void, options?: { keepAlive: boolean }): () => void
}
