import type { Guard } from '../../facts/source.ts'

/** Whether code runs in a default production configuration. */
export type Force = 'on' | 'maybe' | 'off'

export interface ForceWithReason {
  force: Force
  /** The condition that keeps it from running, or that leaves it open. */
  guard?: Guard
}

export function weaker(a: Force, b: Force): Force {
  if (a === 'off' || b === 'off') return 'off'
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'on'
}
