import type { Expression } from '../../facts/expression.ts'
import type { Execution } from '../execution/execution.ts'
import type { Path } from './access.ts'
import type { Callers } from './callers.ts'
import type { Language } from './library-calls.ts'
import { CONSTANT, unclear, type Origin } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'
import type { Place } from './place.ts'
import { traceExpression } from './trace-expression.ts'

/** Ways are no longer than this; beyond it the origin is unknown. */
const MAX_DEPTH = 60
/** Expressions that are looked at for one sink. */
const MAX_VISITS = 4_000

export function createTracer(program: Execution, callers: Callers, language: Language): OriginTracer {
  const active = new Set<string>()
  let depth = 0
  let visits = 0

  function trace(expression: Expression | undefined, path: Path, place: Place): Origin {
    if (depth === 0) visits = 0
    if (depth > MAX_DEPTH || visits++ > MAX_VISITS) return unclear('the way to it is too long to follow')
    depth++
    try {
      return traceExpression(tracer, expression, path, place)
    } finally {
      depth--
    }
  }

  const tracer: OriginTracer = {
    program,
    evaluator: program.evaluator,
    callers,
    language,
    trace,
    once: (key, compute) => {
      if (active.has(key)) return CONSTANT
      active.add(key)
      try {
        return compute()
      } finally {
        active.delete(key)
      }
    },
  }
  return tracer
}
