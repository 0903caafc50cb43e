import type { Execution } from '../execution/execution.ts'
import type { Middleware } from './route.ts'
import { weaker, type Force } from '../program/force.ts'
import { possibilities, type RecordValue, type Value } from '../program/value.ts'

/** How a kind of middleware is recognised: by what made it, or by what it calls when a request comes. */
export interface MiddlewareKind {
  /** Canonical names of values, such as `helmet()`. */
  made: RegExp
  /** Canonical names of calls inside a function of the project. */
  calls?: RegExp
  /** Names of the project's own functions and classes that say what they are. */
  named?: RegExp
}

/**
 * Whether a mounted value is of a kind, and whether it is in force. A function of the project counts by what it calls;
 * a call behind a switch that is off counts as off.
 */
export function kindForce(program: Execution, value: Value, kind: MiddlewareKind): Force | undefined {
  let best: Force | undefined
  for (const option of possibilities(value)) {
    const force = optionForce(program, option, kind)
    if (force === 'on' || (force && best === undefined) || (force === 'maybe' && best === 'off')) best = force
  }
  if (best === 'on' && value.kind === 'alternatives') return 'maybe'
  return best
}

function optionForce(program: Execution, value: Value, kind: MiddlewareKind): Force | undefined {
  switch (value.kind) {
    case 'instance':
      return madeBy(value, kind) ? 'on' : undefined
    case 'external':
      return kind.made.test(value.name) || kind.made.test(`${value.name}()`) ? 'on' : undefined
    case 'class':
      return classForce(program, value, kind)
    case 'object':
      return value.class.kind === 'class' ? classForce(program, value.class, kind) : undefined
    case 'function': {
      const found = kind.calls ? program.traceTo(value, kind.calls) : []
      if (found.some(({ force }) => force === 'on')) return 'on'
      if (found.some(({ force }) => force === 'maybe')) return 'maybe'
      if (found.length > 0) return 'off'
      const name = value.file.functions[value.index]!.name
      return name && kind.named?.test(name) ? 'maybe' : undefined
    }
    default:
      return undefined
  }
}

/** The instance itself or what it was derived from: `limiter.middleware()` belongs to `limiter`. */
function madeBy(value: Value, kind: MiddlewareKind): boolean {
  for (let current: Value | undefined = value; current?.kind === 'instance'; current = current.parent) {
    if (kind.made.test(current.name)) return true
  }
  return false
}

function classForce(
  program: Execution,
  value: Extract<Value, { kind: 'class' }>,
  kind: MiddlewareKind,
): Force | undefined {
  const fact = value.file.classes[value.index]!
  if (fact.superclass) {
    const parent = program.evaluator.evaluate(value.file, fact.superclass, value.frame)
    if (parent.kind === 'external' && (kind.made.test(parent.name) || kind.made.test(`${parent.name}()`))) return 'on'
    if (parent.kind === 'instance' && kind.made.test(parent.name)) return 'on'
    if (parent.kind === 'class' && classForce(program, parent, kind) === 'on') return 'on'
  }
  return fact.name && kind.named?.test(fact.name) ? 'maybe' : undefined
}

/** Force of a mounted middleware of a kind: of the mount and of what is mounted. */
export function mountedForce(program: Execution, middleware: Middleware, kind: MiddlewareKind): Force | undefined {
  const force = kindForce(program, middleware.value, kind)
  return force && weaker(force, middleware.force)
}

/** The options a middleware was made with; `undefined` when it was given none. */
export function optionsOf(program: Execution, middleware: Middleware): Value | undefined {
  if (middleware.options) return middleware.options
  const { value } = middleware
  return value.kind === 'instance' && value.call ? program.evaluator.argument(value.call, 0) : undefined
}

/** The same where they are an object; an unknown object is open. */
export function optionsRecord(program: Execution, middleware: Middleware): RecordValue | undefined {
  const options = optionsOf(program, middleware)
  return options?.kind === 'record' ? options : undefined
}
