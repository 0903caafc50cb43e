/** A suppression of the configuration, or of a program that runs the audit. */
export interface ConfiguredSuppression {
  rule: string
  reason: string
  /** Last day it holds, `YYYY-MM-DD`. */
  until?: string
  owner?: string
  /** Which files it is about; a finding without a file is covered only when this is left out. */
  covers?: (file: string) => boolean
  /** Where it is written, for the report. */
  file: string
  line?: number
}
