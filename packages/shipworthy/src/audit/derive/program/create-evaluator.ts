import type { Expression } from '../../facts/expression.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import { argumentsOf, calleeOf, callValue, isSpread, passedArguments, returnedValue } from './evaluate-call.ts'
import { exportedValue, requiredValue } from './evaluate-export.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { classMember, memberOf, staticMember } from './evaluate-member.ts'
import { MAX_DEPTH, MAX_FRAMES, MAX_RECURSION, type Evaluator } from './evaluator.ts'
import { createFileIndex, type FileIndex } from './file-index.ts'
import type { ForceWithReason } from './force.ts'
import { forceOf, UNGUARDED } from './guards.ts'
import { createGlobals } from './global-variables.ts'
import { createMemory, type KnownCall } from './memory.ts'
import { truthOf } from './truth.ts'
import { typedValue } from './typed-value.ts'
import { unknown, type Arguments, type CallSite, type Frame, type FunctionValue, type Value } from './value.ts'

export interface EvaluatorOptions {
  sources: SourceStore
  environment: ReadonlyMap<string, string>
  data: (path: string) => unknown
}

/** Values by what they are asked by; `null` while one is being worked out. */
type Known = Map<string, Value | null>

const CYCLE = unknown('depends on itself')
const TOO_DEEP = unknown('nested too deeply')

export function createEvaluator({ sources, environment, data }: EvaluatorOptions): Evaluator {
  const indices = new Map<SourceFile, FileIndex>()
  const exports = new Map<string, Known>()
  const values: Known = new Map()
  const frames = new Map<string, Frame>()
  const identities = new Map<string, number>()
  const invocations = new Map<number, number>()
  /** By activation; 0 is the top level of all files. */
  const variables = new Map<number, Map<Binding, Value>>()
  const memoryOf = createMemory()
  let depth = 0
  let nextFrame = 1
  let functions = 0
  /** How often evaluation was cut short; a value found without a cut is final and worth keeping. */
  let cuts = 0

  function cut(value: Value): Value {
    cuts++
    return value
  }

  /** Evaluates once; a value that needs itself is unknown. */
  function once(cache: Known, key: string, compute: () => Value): Value {
    const known = cache.get(key)
    if (known) return known
    if (depth > MAX_DEPTH) return cut(TOO_DEEP)
    if (known === null) return cut(CYCLE)
    let value: Value | undefined
    cache.set(key, null)
    depth++
    try {
      return (value = compute())
    } finally {
      depth--
      if (value) cache.set(key, value)
      else cache.delete(key)
    }
  }

  function call(site: CallSite): Value {
    const known = knownCall(site)
    if (known.result) return known.result
    if (depth > MAX_DEPTH) return cut(TOO_DEEP)
    if (known.result === null) return cut(CYCLE)
    known.result = null
    depth++
    try {
      return (known.result = callValue(evaluator, site))
    } finally {
      depth--
    }
  }

  /** Keeps what was found, unless it was cut short by a cycle that may be gone next time. */
  function kept<T>(compute: () => T, keep: (value: T) => void): T {
    const before = cuts
    const value = compute()
    if (cuts === before) keep(value)
    return value
  }

  function knownCall({ file, call: at, frame }: CallSite): KnownCall {
    return memoryOf(file, frame).call(at)
  }

  function callee(site: CallSite): Value {
    const known = knownCall(site)
    return (
      known.callee ??
      kept(
        () => calleeOf(evaluator, site),
        (value) => (known.callee = value),
      )
    )
  }

  function argumentsAt(site: CallSite): readonly Value[] {
    const known = knownCall(site)
    return (
      known.arguments ??
      kept(
        () => argumentsOf(evaluator, site),
        (values) => (known.arguments = values),
      )
    )
  }

  function force(file: SourceFile, guard: number, frame: Frame | undefined): ForceWithReason {
    if (guard === -1) return UNGUARDED
    const { forces } = memoryOf(file, frame)
    return (
      forces.get(guard) ??
      kept(
        () => forceOf(evaluator, file, guard, frame),
        (value) => forces.set(guard, value),
      )
    )
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
    return activate(activationKey(fn, key), fn, args, caller, callback)
  }

  function activationKey({ file, index: at, frame }: FunctionValue, key: string): string {
    return `${functionId(file, at)}@${frame?.id ?? 0}<${key}`
  }

  function activate(key: string, fn: FunctionValue, args: Arguments, caller?: Frame, callback?: string): Frame {
    const known = frames.get(key)
    if (known) return known
    const bound = fn.bound ?? []
    const frame: Frame = {
      id: nextFrame++,
      depth: (caller?.depth ?? 0) + 1,
      function: { file: fn.file, index: fn.index },
      argument: (index) => bound[index] ?? args.at(index - bound.length),
      argumentCount: bound.length + args.count,
      self: fn.self,
      outer: fn.frame,
      caller: callback ?? args.caller,
    }
    frames.set(key, frame)
    return frame
  }

  function invoke(fn: FunctionValue, args: Arguments, key: string, caller?: Frame): Value {
    const identity = functionId(fn.file, fn.index)
    const running = invocations.get(identity) ?? 0
    if ((caller?.depth ?? 0) > MAX_FRAMES || running >= MAX_RECURSION) return cut(unknown('calls nest too deeply'))
    const activation = activationKey(fn, key)
    return once(values, activation, () => {
      invocations.set(identity, running + 1)
      const value = returnedValue(evaluator, fn, activate(activation, fn, args, caller))
      invocations.set(identity, running)
      return value
    })
  }

  function index(file: SourceFile): FileIndex {
    let known = indices.get(file)
    if (known) return known
    known = createFileIndex(file, indices.size, functions)
    indices.set(file, known)
    functions += file.functions.length
    return known
  }

  function functionId(file: SourceFile, at: number): number {
    return index(file).firstFunction + at
  }

  function classId({ file, index: at }: { file: SourceFile; index: number }): string {
    return `${index(file).id}:${at}`
  }

  function exported(path: string, name: string, compute: () => Value): Value {
    let known = exports.get(path)
    if (!known) exports.set(path, (known = new Map()))
    return once(known, name, compute)
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
        `${object.id}@${object.frame?.id ?? 0} ${classId(object.class)}.${key}`,
        () => classMember(evaluator, object, key) ?? NO_MEMBER,
      ),
    staticMember: (owner, key) =>
      once(values, `static ${classId(owner)}.${key}`, () => staticMember(evaluator, owner, key) ?? NO_MEMBER),
    global: (name) => globals(name),
    callee,
    arguments: argumentsAt,
    argument: (site, at) => {
      const { args } = site.file.calls[site.call]!
      const isPlain = args.length > at && !args.slice(0, at + 1).some(isSpread)
      return isPlain ? evaluate(site.file, args[at], site.frame) : evaluator.arguments(site)[at]
    },
    passed: (site) => passedArguments(evaluator, site),
    call,
    invoke,
    enter,
    exported: (path, name) => exported(path, name, () => exportedValue(evaluator, path, name)),
    required: (path) => exported(path, 'require()', () => requiredValue(evaluator, path)),
    typed: (file, annotation, at) => typedValue(evaluator, file, annotation, at),
    force,
    functionId,
    classId,
    callId: ({ file, call: at, frame }) => `${index(file).id}.${at}@${frame?.id ?? 0}`,
    truth: (value) => truthOf(value, environment),
  }
  const globals = createGlobals(evaluator)
  return evaluator
}

const NO_MEMBER = unknown('no such member')
