import type { SentLine } from '../model/live.ts'

/** How many requests were sent: a burst and a round of load are one line, and many requests. */
export function countRequests(sent: readonly SentLine[]): number {
  return sent.reduce((sum, { times = 1 }) => sum + times, 0)
}
