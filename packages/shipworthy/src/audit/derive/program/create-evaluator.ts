import type { Expression } from '../../facts/expression.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import { argumentsOf, calleeOf, callValue, isSpread, passedArguments, returnedValue } from './evaluate-call.ts'
import { exportedValue, requiredValue } from './evaluate-export.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { classMember, memberOf, staticMember } from './evaluate-member.ts'
import { MAX_DEPTH, MAX_FRAMES, MAX_RECURSION, type Evaluator } from './evaluator.ts'
import { createFileIndex, type FileIndex } from './file-index.ts'
import { forceOf } from './guards.ts'
import { createGlobals } from './global-variables.ts'
import { createMemory } from './memory.ts'
import { truthOf } from './truth.ts'
import { typedValue } from './typed-value.ts'
import { unknown, type Arguments, type CallSite, type Frame, type FunctionValue, type Value } from './value.ts'

export interface EvaluatorOptions {
  sources: SourceStore
  environment: ReadonlyMap<string, string>
  data: (path: string) => unknown
}

const CYCLE = unknown('depends on itself')
const TOO_DEEP = unknown('nested too deeply')

export function createEvaluator({ sources, environment, data }: EvaluatorOptions): Evaluator {
  const indices = new Map<SourceFile, FileIndex>()
  const exports = new Map<string, Value>()
  const values = new Map<string, Value>()
  const frames = new Map<string, Frame>()
  const identities = new Map<string, number>()
  const active = new Set<string>()
  const invocations = new Map<string, number>()
  /** By activation; 0 is the top level of all files. */
  const variables = new Map<number, Map<Binding, Value>>()
  const memoryOf = createMemory()
  let depth = 0
  let nextFrame = 1
  /** How often evaluation was cut short; a value found without a cut is final and worth keeping. */
  let cuts = 0

  function cut(value: Value): Value {
    cuts++
    return value
  }

  /** Evaluates once; a value that needs itself is unknown. */
  function once(cache: Map<string, Value>, key: string, compute: () => Value): Value {
    const known = cache.get(key)
    if (known) return known
    if (depth > MAX_DEPTH) return cut(TOO_DEEP)
    if (active.has(key)) return cut(CYCLE)
    active.add(key)
    depth++
    try {
      const value = compute()
      cache.set(key, value)
      return value
    } finally {
      depth--
      active.delete(key)
    }
  }

  function call(site: CallSite): Value {
    const { results } = memoryOf(site.file, site.frame)
    const known = results.get(site.call)
    if (known) return known
    if (depth > MAX_DEPTH) return cut(TOO_DEEP)
    if (known === null) return cut(CYCLE)
    results.set(site.call, null)
    depth++
    try {
      const value = callValue(evaluator, site)
      results.set(site.call, value)
      return value
    } finally {
      depth--
    }
  }

  /** Keeps what was found, unless it was cut short by a cycle that may be gone next time. */
  function keep<T>(cache: Map<number, T>, key: number, compute: () => T): T {
    const known = cache.get(key)
    if (known !== undefined) return known
    const before = cuts
    const value = compute()
    if (cuts === before) cache.set(key, value)
    return value
  }

  function variable(binding: Binding, frame: Frame | undefined, compute: () => Value): Value {
    const activation = frame?.id ?? 0
    let known = variables.get(activation)
    if (!known) variables.set(activation, (known = new Map()))
    const value = known.get(binding)
    if (value) return value === CYCLE ? cut(value) : value
    known.set(binding, CYCLE)
    const found = compute()
    known.set(binding, found)
    return found
  }

  function evaluate(file: SourceFile, expression: Expression | undefined, frame?: Frame): Value {
    if (depth > MAX_DEPTH) return cut(TOO_DEEP)
    depth++
    try {
      return evaluateExpression(evaluator, file, expression, frame)
    } finally {
      depth--
    }
  }

  function enter(fn: FunctionValue, args: Arguments, key: string, caller?: Frame, callback?: string): Frame {
    const id = `${functionId(fn.file, fn.index)}@${fn.frame?.id ?? 0}<${key}`
    const known = frames.get(id)
    if (known) return known
    const bound = fn.bound ?? []
    const frame: Frame = {
      id: nextFrame++,
      depth: (caller?.depth ?? 0) + 1,
      function: { file: fn.file, index: fn.index },
      argument: (index) => bound[index] ?? args.at(index - bound.length),
      argumentCount: bound.length + args.count,
      ...(fn.self && { self: fn.self }),
      ...(fn.frame && { outer: fn.frame }),
      ...((callback ?? args.caller) !== undefined && { caller: callback ?? args.caller }),
    }
    frames.set(id, frame)
    return frame
  }

  function invoke(fn: FunctionValue, args: Arguments, key: string, caller?: Frame): Value {
    const identity = functionId(fn.file, fn.index)
    const running = invocations.get(identity) ?? 0
    if ((caller?.depth ?? 0) > MAX_FRAMES || running >= MAX_RECURSION) return cut(unknown('calls nest too deeply'))
    return once(values, `${identity}@${fn.frame?.id ?? 0}<${key}`, () => {
      invocations.set(identity, running + 1)
      const value = returnedValue(evaluator, fn, enter(fn, args, key, caller))
      invocations.set(identity, running)
      return value
    })
  }

  function index(file: SourceFile): FileIndex {
    let known = indices.get(file)
    if (!known) indices.set(file, (known = createFileIndex(file, indices.size)))
    return known
  }

  function functionId(file: SourceFile, at: number): string {
    return `${index(file).id}:${at}`
  }

  const evaluator: Evaluator = {
    sources,
    environment,
    data,
    index,
    evaluate,
    variable,
    identify: (key) => {
      const known = identities.get(key)
      if (known) return known
      identities.set(key, nextFrame)
      return nextFrame++
    },
    once: (key, compute) => once(values, key, compute),
    member: (owner, key) => memberOf(evaluator, owner, key),
    classMember: (object, key) =>
      once(
        values,
        `${object.id}@${object.frame?.id ?? 0} ${functionId(object.class.file, object.class.index)}.${key}`,
        () => classMember(evaluator, object, key) ?? NO_MEMBER,
      ),
    staticMember: (owner, key) =>
      once(
        values,
        `static ${functionId(owner.file, owner.index)}.${key}`,
        () => staticMember(evaluator, owner, key) ?? NO_MEMBER,
      ),
    global: (name) => globals(name),
    callee: (site) => keep(memoryOf(site.file, site.frame).callees, site.call, () => calleeOf(evaluator, site)),
    arguments: (site) => keep(memoryOf(site.file, site.frame).arguments, site.call, () => argumentsOf(evaluator, site)),
    argument: (site, at) => {
      const { args } = site.file.calls[site.call]!
      const isPlain = args.length > at && !args.slice(0, at + 1).some(isSpread)
      return isPlain ? evaluate(site.file, args[at], site.frame) : evaluator.arguments(site)[at]
    },
    passed: (site) => passedArguments(evaluator, site),
    call,
    invoke,
    enter,
    exported: (path, name) => once(exports, `${path}:${name}`, () => exportedValue(evaluator, path, name)),
    required: (path) => once(exports, `require ${path}`, () => requiredValue(evaluator, path)),
    typed: (file, annotation, at) => typedValue(evaluator, file, annotation, at),
    force: (file, guard, frame) =>
      keep(memoryOf(file, frame).forces, guard, () => forceOf(evaluator, file, guard, frame)),
    functionId,
    callId: ({ file, call: at, frame }) => `${index(file).id}.${at}@${frame?.id ?? 0}`,
    truth: (value) => truthOf(value, environment),
  }
  const globals = createGlobals(evaluator)
  return evaluator
}

const NO_MEMBER = unknown('no such member')
