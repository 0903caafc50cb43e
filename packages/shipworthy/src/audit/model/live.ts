/** A part of a running system that was examined, for the report. */
export interface ExaminedTarget {
  part: string
  name: string
  state: 'answered' | 'silent'
  reason?: string
}

/** Something that was sent to it. */
export interface SentLine {
  part: string
  text: string
  answer: string
  /** How often, when more than once: a burst and a round of load are one line. */
  times?: number
  /** Milliseconds since the first. */
  atMs: number
}

/** What a report says of how the running system was examined. */
export interface LiveSummary {
  targets: ExaminedTarget[]
  sent: SentLine[]
  active: boolean
}
