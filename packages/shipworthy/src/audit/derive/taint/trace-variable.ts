import type { Expression, Identifier } from '../../facts/expression.ts'
import type { Binding } from '../../facts/source.ts'
import { isNode } from '../program/file-index.ts'
import { guardChain } from '../program/guards.ts'
import { possibilities, type Value } from '../program/value.ts'
import type { Path } from './access.ts'
import { checkedAt } from './checks.ts'
import { CONSTANT, gravest, lazily, type Origin, unclear, withStep } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'
import { placeInside, type Place } from './place.ts'
import { traceParameter } from './trace-parameter.ts'

export function traceName(tracer: OriginTracer, { name, at }: Identifier, path: Path, place: Place): Origin {
  const { evaluator } = tracer
  const binding = evaluator.index(place.file).binding(name, at)
  if (!binding) return name === 'arguments' ? unclear('it comes through `arguments`') : CONSTANT
  switch (binding.kind) {
    case 'function':
    case 'class':
    case 'enum':
      return CONSTANT
    case 'catch':
      return unclear('it comes from an error')
    case 'import':
      return originOfValue(evaluator.evaluate(place.file, { type: 'identifier', name, at }, place.frame))
    default:
      return tracer.once(keyOf(tracer, place, binding, at, path), () => traceBinding(tracer, binding, at, path, place))
  }
}

function keyOf({ evaluator }: OriginTracer, place: Place, binding: Binding, at: number, path: Path): string {
  const { entered } = place
  const way = entered ? evaluator.callId(entered.site) : ''
  return `${evaluator.index(place.file).id}#${binding.at}@${at} ${path.join('.')} ${way}`
}

function traceBinding(tracer: OriginTracer, binding: Binding, use: number, path: Path, place: Place): Origin {
  const at = place.assigning?.binding === binding ? Math.min(use, place.assigning.at) : use
  const checked = checkedAt(tracer.evaluator, place, { binding, path })
  if (checked === 'listed') return CONSTANT
  const origin =
    binding.kind === 'parameter'
      ? withAssigned(tracer, binding, at, path, place)
      : traceVariable(tracer, binding, at, path, place)
  return checked === 'unclear' && origin.kind === 'request'
    ? unclear(`a check of ${binding.name} could not be followed`)
    : origin
}

/** What an imported value or a setting holds is no text of a client. */
export function originOfValue(value: Value): Origin {
  const isOpen = possibilities(value).some(({ kind }) => kind === 'unknown' || kind === 'parameter')
  return isOpen ? unclear('it comes from another file that could not be followed') : CONSTANT
}

interface Write {
  value: Expression
  at: number
  path: Path
  /** It takes the place of what was there. */
  isWhole: boolean
  function: number
  guard: number
}

function withAssigned(tracer: OriginTracer, binding: Binding, at: number, path: Path, place: Place): Origin {
  const writes = writesBefore(tracer, binding, at, place)
  const isReplaced = writes.some(({ isWhole, guard, function: owner }) => isWhole && dominates(place, owner, guard))
  return gravest(
    (function* origins() {
      if (!isReplaced) yield traceParameter(tracer, binding, path, place)
      yield* lazily(writes, (write) => traceWrite(tracer, binding, write, path, place))
    })(),
  )
}

function traceVariable(tracer: OriginTracer, binding: Binding, at: number, path: Path, place: Place): Origin {
  const { init } = binding
  const inside = placeInside(place, binding.function)
  const writes = writesBefore(tracer, binding, at, place)
  const last = writes.findLastIndex(({ isWhole, guard, function: owner }) => isWhole && dominates(place, owner, guard))
  return gravest(
    (function* origins() {
      if (init !== undefined && last === -1) {
        const whole = [...(binding.path ?? []), ...path]
        const origin = tracer.trace(init, whole, inside)
        yield withStep(origin, { file: place.file, at: binding.at, note: `kept as ${binding.name}` })
        if (binding.fallback !== undefined) yield tracer.trace(binding.fallback, path, inside)
      }
      yield* lazily(writes.slice(Math.max(0, last)), (write) => traceWrite(tracer, binding, write, path, place))
      yield* lazily(pushed(tracer, binding, place), (write) => traceWrite(tracer, binding, write, path, place))
    })(),
  )
}

function traceWrite(tracer: OriginTracer, binding: Binding, write: Write, path: Path, place: Place): Origin {
  // `options.where = …` fills only a part.
  if (write.path.length > 0 && path.length > 0 && write.path[0] !== path[0] && path[0] !== null) return CONSTANT
  const inside =
    write.function === place.function ? { ...place, guard: write.guard } : placeOfWrite(place, binding, write)
  const assigning = { binding, at: write.at }
  const origin = tracer.trace(write.value, path.slice(write.path.length), { ...inside, assigning })
  return withStep(origin, { file: place.file, at: write.at, note: `put into ${binding.name}` })
}

/** A write in another function: its frame is not known. */
function placeOfWrite(place: Place, binding: Binding, write: Write): Place {
  const outer = placeInside(place, binding.function)
  return { ...outer, function: write.function, guard: write.guard }
}

/** Assignments that may come before the use: those after it in the same function do not. */
function writesBefore(
  { evaluator }: OriginTracer,
  binding: Binding,
  at: number,
  { file, function: owner }: Place,
): Write[] {
  const index = evaluator.index(file)
  const whole = index.assignmentsTo(binding).map((assignment): Write => ({
    ...assignment,
    path: [],
    isWhole: assignment.operator === '=',
  }))
  const parts = file.assignments.flatMap((assignment): Write[] => {
    const { target, operator } = assignment
    if (!isNode(target) || target.type !== 'member' || operator === 'delete') return []
    const { object } = target
    const isPart = isNode(object) && object.type === 'identifier' && object.name === binding.name
    if (!isPart || index.binding(object.name, object.at) !== binding) return []
    return [{ ...assignment, path: [target.property], isWhole: false }]
  })
  return [...whole, ...parts]
    .filter((write) => write.function !== owner || write.at < at || isInLoop(file, write.guard))
    .toSorted((a, b) => a.at - b.at)
}

function isInLoop(file: Place['file'], guard: number): boolean {
  return guardChain(file, guard).some(({ kind }) => kind === 'loop')
}

/** Whether a write has surely happened when the use is reached. */
function dominates({ file, function: owner, guard }: Place, writer: number, at: number): boolean {
  if (owner !== writer) return false
  if (at === -1) return true
  for (let index = guard; index !== -1; index = file.guards[index]!.outer) if (index === at) return true
  return false
}

/** `conditions.push(…)`: what goes into a list. */
function pushed({ evaluator }: OriginTracer, binding: Binding, { file }: Place): Write[] {
  const { init } = binding
  if (!isNode(init) || (init.type !== 'array' && init.type !== 'call')) return []
  return file.calls.flatMap(({ callee, args, at, function: owner, guard }): Write[] => {
    if (!isNode(callee) || callee.type !== 'member' || !/^(push|unshift|add)$/.test(callee.property)) return []
    const { object } = callee
    if (!isNode(object) || object.type !== 'identifier' || object.name !== binding.name) return []
    if (evaluator.index(file).binding(object.name, object.at) !== binding) return []
    return args.map((value) => ({ value, at, path: [null], isWhole: false, function: owner, guard }))
  })
}
