import type { SilenceCause } from '../../facts/live/silence.ts'

/** A part that was asked for and gives nothing; not a fault of this program. */
export class SilentError extends Error {
  override name = 'SilentError'
  readonly silence: SilenceCause

  /** @param reason What happened, in a few words, without credentials. */
  constructor(reason: string, cause: SilenceCause = 'other') {
    super(reason)
    this.silence = cause
  }
}
