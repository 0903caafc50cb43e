import type { Evaluator } from './evaluator.ts'
import type { Expression } from '../../facts/expression.ts'
import { ownConstructor, superclassOf } from './class-frames.ts'
import { isNode } from './file-index.ts'
import { modelFor } from './models/models.ts'
import {
  alternatives,
  givenArguments,
  literal,
  NO_ARGUMENTS,
  unknown,
  type Arguments,
  type CallSite,
  type ClassValue,
  type Frame,
  type FunctionValue,
  type Value,
} from './value.ts'

export function calleeOf(evaluator: Evaluator, { file, call, frame }: CallSite): Value {
  const fact = file.calls[call]!
  if (fact.kind === 'require' || fact.kind === 'import') return { kind: 'external', name: fact.kind }
  const callee = evaluator.evaluate(file, fact.callee, frame)
  return isSuper(fact.callee) ? superConstructor(callee) : callee
}

function isSuper(callee: Expression): boolean {
  return isNode(callee) && callee.type === 'identifier' && callee.name === 'super'
}

/** `super(…)` runs the constructor of the superclass on the same object. */
function superConstructor(value: Value): Value {
  if (value.kind !== 'object' || value.class.kind !== 'class') return value
  return ownConstructor(value.class, value.derived ?? value) ?? unknown('no constructor')
}

export function argumentsOf(evaluator: Evaluator, { file, call, frame }: CallSite): readonly Value[] {
  const { args } = file.calls[call]!
  if (args.length === 0) return NONE
  return args.flatMap((argument) => {
    const value = evaluator.evaluate(file, argument, frame)
    return isSpread(argument) && value.kind === 'list' ? value.items() : [value]
  })
}

const NONE: readonly Value[] = []

/** Each argument on its own, unless one of them is spread over the others. */
export function passedArguments(evaluator: Evaluator, site: CallSite): Arguments {
  const { args } = site.file.calls[site.call]!
  if (args.length === 0) return NO_ARGUMENTS
  if (args.some(isSpread)) {
    const caller = args.some((argument) => isOpenSpread(evaluator, site, argument)) && callerOf(site.frame)
    return { ...givenArguments(evaluator.arguments(site)), ...(caller && { caller }) }
  }
  const known: Value[] = []
  return {
    count: args.length,
    at: (index) =>
      index < args.length ? (known[index] ??= evaluator.evaluate(site.file, args[index], site.frame)) : undefined,
  }
}

function isOpenSpread(evaluator: Evaluator, { file, frame }: CallSite, argument: Expression): boolean {
  if (!isSpread(argument)) return false
  const value = evaluator.evaluate(file, argument, frame)
  return value.kind !== 'list' || value.open
}

function callerOf(frame: Frame | undefined): string {
  for (let current = frame; current; current = current.outer) if (current.caller) return current.caller
  return 'unknown'
}

export function isSpread(argument: Expression): boolean {
  return isNode(argument) && argument.type === 'spread'
}

export function callValue(evaluator: Evaluator, site: CallSite): Value {
  const { file, call, frame } = site
  const fact = file.calls[call]!
  if (fact.import !== undefined) {
    const { resolved, specifier } = file.imports[fact.import]!
    if (!resolved) return { kind: 'external', name: specifier.startsWith('node:') ? specifier.slice(5) : specifier }
    return fact.kind === 'require' ? evaluator.required(resolved) : evaluator.exported(resolved, '*')
  }
  const callee = evaluator.callee(site)
  const results = (callee.kind === 'alternatives' ? callee.values : [callee]).map((target) =>
    resultOf(evaluator, site, target, frame),
  )
  return alternatives(results)
}

function resultOf(evaluator: Evaluator, site: CallSite, callee: Value, frame: Frame | undefined): Value {
  const isNew = site.file.calls[site.call]!.kind === 'new'
  const key = evaluator.callId(site)
  switch (callee.kind) {
    case 'function': {
      const args = givenArguments(evaluator.arguments(site))
      if (!isNew) return evaluator.invoke(callee, args, key, frame)
      const object = { kind: 'object', class: callee, id: key, call: site } as const
      return { ...object, frame: { ...evaluator.enter(callee, args, key, frame), self: object } }
    }
    case 'class':
      return instantiate(evaluator, site, callee, frame)
    case 'external': {
      const model = modelFor(callee.name)
      const modelled = model?.({
        evaluator,
        name: callee.name,
        site,
        key,
        args: evaluator.arguments(site),
        receiver: callee.receiver,
      })
      return modelled ?? instance(callee.name, site, key, callee.receiver)
    }
    case 'instance':
      return instance(callee.name, site, key, callee)
    default:
      return unknown('call')
  }
}

function instance(name: string, call: CallSite, id: string, parent: Value | undefined): Value {
  return { kind: 'instance', name: `${name}()`, id, call, parent }
}

function instantiate(
  evaluator: Evaluator,
  site: CallSite,
  owner: Extract<Value, { kind: 'class' }>,
  frame: Frame | undefined,
): Value {
  const key = evaluator.callId(site)
  const object = { kind: 'object', class: owner, id: key, call: site } as const
  const constructor = ownConstructor(owner, object) ?? inheritedConstructor(evaluator, owner, object)
  if (!constructor) return object
  const entered = evaluator.enter(constructor, givenArguments(evaluator.arguments(site)), key, frame)
  // The constructor's `this` is the object that has this very activation.
  const whole = { ...object, frame: entered }
  entered.self = whole
  return whole
}

/** A class without a constructor hands its arguments to that of its superclass. */
function inheritedConstructor(evaluator: Evaluator, owner: ClassValue, self: Value): FunctionValue | undefined {
  let current = superclassOf(evaluator, owner)
  for (let depth = 0; current?.kind === 'class' && depth < 6; depth++) {
    const constructor = ownConstructor(current, self)
    if (constructor) return constructor
    current = superclassOf(evaluator, current)
  }
  return undefined
}

/** What a function returns: the values of the `return`s that can be reached in production. */
export function returnedValue(evaluator: Evaluator, fn: FunctionValue, frame: Frame): Value {
  const { returns, generator } = fn.file.functions[fn.index]!
  if (generator) return unknown('generator')
  const values = returns
    .filter(({ guard }) => evaluator.force(fn.file, guard, frame).force !== 'off')
    .map(({ value }) => evaluator.evaluate(fn.file, value, frame))
  return values.length > 0 ? alternatives(values) : literal(undefined)
}
