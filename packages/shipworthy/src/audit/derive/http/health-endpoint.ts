import type { Evidence } from '../../model/outcome.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Force } from '../program/force.ts'
import type { FunctionValue } from '../program/value.ts'
import type { Route } from './route.ts'

export type HealthKind = 'liveness' | 'readiness' | 'general'

export interface HealthEndpoint {
  path: string
  exact: boolean
  kind: HealthKind
  force: Force
  evidence: Evidence
  /** Functions that answer; none when a library does. */
  functions: FunctionValue[]
  /** Everything that answering leads to. */
  calls: readonly CallEvent[]
  /** Library that answers, with whether it turns failed checks into an error status. */
  library?: string
  route?: Route
}
