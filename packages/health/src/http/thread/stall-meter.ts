/** How often the main thread raises the counter, and how often the probe thread looks at it. */
export const BEAT_MS = 100

export interface StallMeter {
  /** Takes in the counter, `elapsedMs` after the last time; returns the length of a stall that has just ended. */
  look(counter: number, elapsedMs: number): number | undefined
  /** How long the main thread has been stuck. */
  readonly stalledMs: number
}

/**
 * Measures how long a counter has not moved. Only time in which the measuring thread itself ran counts: when the whole process
 * was stopped or the machine suspended, nobody was stuck.
 */
export function createStallMeter(): StallMeter {
  let last: number | undefined
  let stalledMs = 0
  return {
    look(counter, elapsedMs) {
      if (counter === last) {
        stalledMs += Math.min(elapsedMs, 2 * BEAT_MS)
        return undefined
      }
      const ended = stalledMs
      last = counter
      stalledMs = 0
      return ended
    },
    get stalledMs() {
      return stalledMs
    },
  }
}
