/**
 * What became of a suppression. `active`: it counts. `expired`: its day is over, and what it covered counts again. `stale`:
 * there is nothing left for it to cover. `refused`: something about it is wrong, and it covers nothing.
 */
export type SuppressionState = 'active' | 'expired' | 'stale' | 'refused'

/** Somebody's decision to live with a finding, in a comment or in the configuration. */
export interface Suppression {
  rule: string
  source: 'comment' | 'configuration'
  /** Where it is written. */
  file: string
  line?: number
  reason: string
  /** Last day it holds, `YYYY-MM-DD`. */
  until?: string
  owner?: string
  state: SuppressionState
  /** What is wrong with it, and what to do. */
  problem?: string
  /** Findings it took out of the verdict. */
  findings: number
}
