import type { Evaluator } from '../evaluator.ts'
import type { CallSite, Value } from '../value.ts'

export interface ModelCall {
  evaluator: Evaluator
  /** Canonical name of what is called. */
  name: string
  site: CallSite
  /** Identity of the call in its frame. */
  key: string
  args: readonly Value[]
  /** What the method was taken from. */
  receiver?: Value | undefined
}

/** What a known function of a package or of the language returns; `undefined` leaves the ordinary instance. */
export type Model = (call: ModelCall) => Value | undefined
