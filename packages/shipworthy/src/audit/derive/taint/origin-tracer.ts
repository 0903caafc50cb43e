import type { Expression } from '../../facts/expression.ts'
import type { Execution } from '../execution/execution.ts'
import type { Evaluator } from '../program/evaluator.ts'
import type { Path } from './access.ts'
import type { Callers } from './callers.ts'
import type { Language } from './library-calls.ts'
import type { Origin } from './origin.ts'
import type { Place } from './place.ts'

/**
 * Follows a text from where it is used back to where it comes from. The parts call each other through this interface: an
 * expression names a variable, a variable holds a call, a call returns an expression.
 */
export interface OriginTracer {
  program: Execution
  evaluator: Evaluator
  callers: Callers
  language: Language
  /** Where the part of an expression at a path comes from. */
  trace: (expression: Expression | undefined, path: Path, place: Place) => Origin
  /** A way that leads back to itself adds nothing. */
  once: (key: string, compute: () => Origin) => Origin
}
