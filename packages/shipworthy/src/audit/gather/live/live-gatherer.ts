import type { LivePlan } from '../../facts/live/live-plan.ts'
import type { LivePart, LiveParts } from '../../facts/live/live-facts.ts'
import type { LiveRequest } from './live-request.ts'
import type { LiveSession } from './live-session.ts'

/** Asks one part of a running system. */
export interface LiveGatherer<Part extends LivePart> {
  part: Part
  /** What the report calls it, without credentials; nothing when it was not asked for. */
  nameOf: (request: LiveRequest, plan: LivePlan) => string | undefined
  /**
   * What it says.
   * @throws SilentError when it does not answer, with the reason.
   */
  gather: (request: LiveRequest, plan: LivePlan, session: LiveSession) => Promise<LiveParts[Part]>
}

export type AnyGatherer = { [Part in LivePart]: LiveGatherer<Part> }[LivePart]
