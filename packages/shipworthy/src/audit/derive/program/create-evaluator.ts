import type { Expression } from '../../facts/expression.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import { argumentsOf, calleeOf, callKey, callValue, returnedValue } from './evaluate-call.ts'
import { exportedValue, requiredValue } from './evaluate-export.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { classMember, memberOf, staticMember } from './evaluate-member.ts'
import { MAX_DEPTH, MAX_FRAMES, MAX_RECURSION, type Evaluator } from './evaluator.ts'
import { createFileIndex, type FileIndex } from './file-index.ts'
import { forceOf } from './guards.ts'
import { truthOf } from './truth.ts'
import { createGlobals } from './global-variables.ts'
import { typedValue } from './typed-value.ts'
import { unknown, type Frame, type FunctionValue, type Value } from './value.ts'

export interface EvaluatorOptions {
  sources: SourceStore
  environment: ReadonlyMap<string, string>
  data: (path: string) => unknown
}

export function createEvaluator({ sources, environment, data }: EvaluatorOptions): Evaluator {
  const indices = new Map<SourceFile, FileIndex>()
  const exports = new Map<string, Value>()
  const calls = new Map<string, Value>()
  const frames = new Map<string, Frame>()
  const identities = new Map<string, number>()
  const active = new Set<string>()
  const invocations = new Map<string, number>()
  const variables = new Map<Binding, Map<number, Value>>()
  let depth = 0
  let nextFrame = 1

  /** Evaluates once; a value that needs itself is unknown. */
  function once(cache: Map<string, Value>, key: string, compute: () => Value): Value {
    const known = cache.get(key)
    if (known) return known
    if (active.has(key) || depth > MAX_DEPTH) return unknown('depends on itself')
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

  function variable(binding: Binding, frame: Frame | undefined, compute: () => Value): Value {
    let values = variables.get(binding)
    if (!values) variables.set(binding, (values = new Map()))
    const key = frame?.id ?? 0
    const known = values.get(key)
    if (known) return known
    values.set(key, unknown('depends on itself'))
    const value = compute()
    values.set(key, value)
    return value
  }

  function evaluate(file: SourceFile, expression: Expression | undefined, frame?: Frame): Value {
    if (depth > MAX_DEPTH) return unknown('nested too deeply')
    depth++
    try {
      return evaluateExpression(evaluator, file, expression, frame)
    } finally {
      depth--
    }
  }

  function enter(fn: FunctionValue, args: readonly Value[], key: string, caller?: Frame, callback?: string): Frame {
    const id = `${fn.file.path}#${fn.index}@${fn.frame?.id ?? 0}<${key}`
    const known = frames.get(id)
    if (known) return known
    const all = fn.bound ? [...fn.bound, ...args] : args
    const frame: Frame = {
      id: nextFrame++,
      depth: (caller?.depth ?? 0) + 1,
      function: { file: fn.file, index: fn.index },
      argument: (index) => all[index],
      argumentCount: all.length,
      ...(fn.self && { self: fn.self }),
      ...(fn.frame && { outer: fn.frame }),
      ...(callback && { caller: callback }),
    }
    frames.set(id, frame)
    return frame
  }

  function invoke(fn: FunctionValue, args: readonly Value[], key: string, caller?: Frame): Value {
    const identity = `${fn.file.path}#${fn.index}`
    const running = invocations.get(identity) ?? 0
    if ((caller?.depth ?? 0) > MAX_FRAMES || running >= MAX_RECURSION) return unknown('calls nest too deeply')
    return once(calls, `invoke ${identity}@${fn.frame?.id ?? 0}<${key}`, () => {
      invocations.set(identity, running + 1)
      const frame = enter(fn, args, key, caller)
      const value = returnedValue(
        evaluator,
        fn,
        frame,
        (guard) => forceOf(evaluator, fn.file, guard, frame).force === 'off',
      )
      invocations.set(identity, running)
      return value
    })
  }

  const evaluator: Evaluator = {
    sources,
    environment,
    data,
    index: (file) => {
      const known = indices.get(file)
      if (known) return known
      const index = createFileIndex(file)
      indices.set(file, index)
      return index
    },
    evaluate,
    variable,
    identify: (key) => {
      const known = identities.get(key)
      if (known) return known
      identities.set(key, nextFrame)
      return nextFrame++
    },
    once: (key, compute) => once(calls, key, compute),
    member: (owner, key) => memberOf(evaluator, owner, key),
    classMember: (object, key) =>
      once(
        calls,
        `${object.id}@${object.frame?.id ?? 0} ${classKey(object.class)}.${key}`,
        () => classMember(evaluator, object, key) ?? NO_MEMBER,
      ),
    staticMember: (owner, key) =>
      once(calls, `static ${classKey(owner)}.${key}`, () => staticMember(evaluator, owner, key) ?? NO_MEMBER),
    global: (name) => globals(name),
    callee: (site) => calleeOf(evaluator, site),
    arguments: (site) => argumentsOf(evaluator, site),
    call: (site) => once(calls, callKey(site), () => callValue(evaluator, site)),
    invoke,
    enter,
    exported: (path, name) => once(exports, `${path}:${name}`, () => exportedValue(evaluator, path, name)),
    required: (path) => once(exports, `require ${path}`, () => requiredValue(evaluator, path)),
    typed: (file, annotation, at) => typedValue(evaluator, file, annotation, at),
    truth: (value) => truthOf(value, environment),
  }
  const globals = createGlobals(evaluator)
  return evaluator
}

const NO_MEMBER = unknown('no such member')

function classKey({ file, index }: { file: SourceFile; index: number }): string {
  return `${file.path}#${index}`
}
