export interface Backoff {
  /** Longest wait before the first retry; it doubles from there. */
  baseMs: number
  maxMs: number
}

/**
 * How long to wait before the next attempt: a random share, at least half, of a time that doubles with each attempt. The
 * chance keeps jobs that failed together, because what they need was gone, from coming back together.
 */
export function retryDelayMs({ baseMs, maxMs }: Backoff, attemptsMade: number, random = Math.random): number {
  const longestMs = Math.min(maxMs, baseMs * 2 ** (attemptsMade - 1))
  return Math.round((longestMs / 2) * (1 + random()))
}
