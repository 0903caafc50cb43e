import type { Expression } from '../../facts/expression.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { guardChain } from '../program/guards.ts'

interface Place {
  file: SourceFile
  index: number
}

export interface MemoFinder {
  /** The functions on a way from a call back to the function that a request calls, on which nothing is kept; none if all ways keep it. */
  wayFrom: (event: CallEvent, goal: Place) => readonly Place[] | undefined
}

/** Wrappers that run a function once and keep what it gives. */
const KEEPS =
  /^(once|memoize|memoizee|memo|mem|pMemoize|cache|cached|singleton|lazy|unstable_cache|memoizeOne|onceAsync)$/
const TESTS = new Set(['if', 'conditional', 'logical', 'after-exit', 'after-stop', 'switch'])
/** Members by which people ask whether something is there already. */
const KEPT =
  /(state|pool|client|conn|connection|connections|instance|cached?|promise|ready|initiali[sz]ed|isConnected|isInitialized|db|prisma|locals|has|get|\d)$/i

/** Finds out whether what a request makes is kept for the next one: `if (!pool) pool = …`, `globalThis.db ??= …`, a map by tenant. */
export function createMemoFinder(program: Execution, trace: readonly CallEvent[]): MemoFinder {
  const { evaluator } = program

  function keepsResult(file: SourceFile, guard: number, call?: number): boolean {
    const isGuarded = guardChain(file, guard).some(
      ({ kind, test }) => TESTS.has(kind) && test !== undefined && asksOutside(file, test),
    )
    return isGuarded || (call !== undefined && isFallback(file, call))
  }

  /** `kept ??= make()`, `kept = kept || make()`, `return kept ?? make()`. */
  function isFallback(file: SourceFile, call: number): boolean {
    const isKept = (value: Expression | undefined): boolean =>
      isNode(value) &&
      value.type === 'logical' &&
      ((holds(file, value.right, call) && asksOutside(file, value.left)) || isKept(value.right) || isKept(value.left))
    return (
      file.assignments.some(
        ({ operator, value }) => (/^(\?\?|\|\|)=$/.test(operator) && holds(file, value, call)) || isKept(value),
      ) ||
      file.bindings.some(({ init }) => isKept(init)) ||
      file.functions.some(({ returns }) => returns.some(({ value }) => isKept(value)))
    )
  }

  /** Whether an expression looks at something that outlives the request. */
  function asksOutside(file: SourceFile, expression: Expression, depth = 0): boolean {
    if (!isNode(expression) || depth > 6) return false
    const inner = (part: Expression): boolean => asksOutside(file, part, depth + 1)
    switch (expression.type) {
      case 'identifier':
        return outlives(file, evaluator.index(file).binding(expression.name, expression.at), expression.name, depth)
      case 'this':
        return true
      case 'member':
        return inner(expression.object) || (KEPT.test(expression.property) && isOutside(file, expression.object))
      case 'index':
        return inner(expression.object) || isOutside(file, expression.object)
      case 'call': {
        const { callee, args } = file.calls[expression.call]!
        return inner(callee) || args.some(inner)
      }
      case 'unary':
        return inner(expression.value)
      case 'binary':
      case 'logical':
        return inner(expression.left) || inner(expression.right)
      default:
        return false
    }
  }

  function outlives(file: SourceFile, binding: Binding | undefined, name: string, depth: number): boolean {
    if (!binding) return name === 'globalThis' || name === 'global'
    if (binding.kind === 'parameter' || binding.kind === 'catch') return false
    if (binding.function === 0) return binding.kind === 'let' || binding.kind === 'var' || binding.kind === 'class'
    return binding.init !== undefined && asksOutside(file, binding.init, depth + 1)
  }

  /** A constant of the module, an import, or a part of the application. */
  function isOutside(file: SourceFile, expression: Expression): boolean {
    if (!isNode(expression)) return false
    if (expression.type === 'member')
      return /^(locals|app|state|context|server)$/.test(expression.property) || isOutside(file, expression.object)
    if (expression.type === 'call') return isOutside(file, file.calls[expression.call]!.callee)
    if (expression.type !== 'identifier') return expression.type === 'this'
    const binding = evaluator.index(file).binding(expression.name, expression.at)
    return (
      binding !== undefined && binding.kind !== 'parameter' && (binding.function === 0 || binding.kind === 'import')
    )
  }

  function isWrapped({ file, index }: Place): boolean {
    const { name } = file.functions[index]!
    return file.calls.some(
      ({ callee, args }) => KEEPS.test(calledName(callee)) && args.some((argument) => isIt(argument, index, name)),
    )
  }

  function callersOf({ file, index }: Place): { place: Place; kept: boolean }[] {
    const fact = file.functions[index]!
    const calls = trace.filter(({ callee }) => {
      if (callee.kind === 'function') return callee.file === file && callee.index === index
      return (
        callee.kind === 'class' &&
        callee.file === file &&
        fact.class === callee.index &&
        isConstructor(callee.file, callee.index, index)
      )
    })
    const written = calls.map((event) => ({
      place: { file: event.file, index: event.call.function },
      kept: keepsResult(event.file, event.call.guard, event.callIndex),
    }))
    // A function that is handed on runs as part of the one around it.
    const around = fact.parent > 0 ? [{ place: { file, index: fact.parent }, kept: keepsResult(file, fact.guard) }] : []
    return [...written, ...around]
  }

  function wayFrom(event: CallEvent, goal: Place): readonly Place[] | undefined {
    if (keepsResult(event.file, event.call.guard, event.callIndex)) return undefined
    const seen = new Set<number>()
    const queue: Place[][] = [[{ file: event.file, index: event.call.function }]]
    for (let way = queue.shift(); way; way = queue.shift()) {
      const place = way.at(-1)!
      if (place.index === 0 || isWrapped(place)) continue
      if (place.file === goal.file && place.index === goal.index) return way
      const id = evaluator.functionId(place.file, place.index)
      if (seen.has(id)) continue
      seen.add(id)
      for (const { place: caller, kept } of callersOf(place)) if (!kept) queue.push([...way, caller])
    }
    return undefined
  }

  return { wayFrom }
}

function isConstructor(file: SourceFile, classIndex: number, index: number): boolean {
  return file.classes[classIndex]!.members.some((member) => member.kind === 'constructor' && member.function === index)
}

/** Whether a value is what a call gives, as it is or by way of its methods. */
function holds(file: SourceFile, value: Expression, call: number): boolean {
  if (!isNode(value)) return false
  if (value.type === 'call') {
    if (value.call === call) return true
    const { callee, args } = file.calls[value.call]!
    return holds(file, callee, call) || args.some((argument) => holds(file, argument, call))
  }
  if (value.type === 'member') return holds(file, value.object, call)
  if (value.type === 'function') {
    const { at, end } = file.functions[value.function]!
    const made = file.calls[call]!
    return made.at >= at && made.end <= end
  }
  if (value.type === 'logical') return holds(file, value.left, call) || holds(file, value.right, call)
  return value.type === 'conditional' && (holds(file, value.then, call) || holds(file, value.else, call))
}

function calledName(callee: Expression): string {
  if (!isNode(callee)) return ''
  if (callee.type === 'identifier') return callee.name
  return callee.type === 'member' ? callee.property : ''
}

function isIt(argument: Expression, index: number, name: string | undefined): boolean {
  if (!isNode(argument)) return false
  if (argument.type === 'function') return argument.function === index
  return argument.type === 'identifier' && name !== undefined && argument.name === name
}
