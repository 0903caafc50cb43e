import type { Evaluator } from './evaluator.ts'
import { modelFor } from './models/models.ts'
import { alternatives, literal, unknown, type CallSite, type Frame, type FunctionValue, type Value } from './value.ts'

export function calleeOf(evaluator: Evaluator, { file, call, frame }: CallSite): Value {
  const fact = file.calls[call]!
  if (fact.kind === 'require' || fact.kind === 'import') return { kind: 'external', name: fact.kind }
  return evaluator.evaluate(file, fact.callee, frame)
}

export function argumentsOf(evaluator: Evaluator, { file, call, frame }: CallSite): Value[] {
  return file.calls[call]!.args.flatMap((argument) => {
    const value = evaluator.evaluate(file, argument, frame)
    const isSpread = typeof argument === 'object' && argument?.type === 'spread'
    return isSpread && value.kind === 'list' ? value.items() : [value]
  })
}

export function callKey({ file, call, frame }: CallSite): string {
  return `${file.path}#${call}@${frame?.id ?? 0}`
}

export function callValue(evaluator: Evaluator, site: CallSite): Value {
  const { file, call, frame } = site
  const fact = file.calls[call]!
  if (fact.import !== undefined) {
    const { resolved, specifier } = file.imports[fact.import]!
    if (!resolved) return { kind: 'external', name: specifier.startsWith('node:') ? specifier.slice(5) : specifier }
    return fact.kind === 'require' ? evaluator.required(resolved) : evaluator.exported(resolved, '*')
  }
  const callee = calleeOf(evaluator, site)
  const results = (callee.kind === 'alternatives' ? callee.values : [callee]).map((target) =>
    resultOf(evaluator, site, target, frame),
  )
  return alternatives(results)
}

function resultOf(evaluator: Evaluator, site: CallSite, callee: Value, frame: Frame | undefined): Value {
  const isNew = site.file.calls[site.call]!.kind === 'new'
  const key = callKey(site)
  switch (callee.kind) {
    case 'function': {
      const args = argumentsOf(evaluator, site)
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
        args: argumentsOf(evaluator, site),
        ...(callee.receiver && { receiver: callee.receiver }),
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
  return { kind: 'instance', name: `${name}()`, id, call, ...(parent && { parent }) }
}

function instantiate(
  evaluator: Evaluator,
  site: CallSite,
  owner: Extract<Value, { kind: 'class' }>,
  frame: Frame | undefined,
): Value {
  const { file, index } = owner
  const key = callKey(site)
  const constructor = file.classes[index]!.members.find((member) => member.kind === 'constructor')
  const object = { kind: 'object', class: owner, id: key, call: site } as const
  if (constructor?.function === undefined) return object
  const fn: FunctionValue = {
    kind: 'function',
    file,
    index: constructor.function,
    self: object,
    ...(owner.frame && { frame: owner.frame }),
  }
  const entered = evaluator.enter(fn, argumentsOf(evaluator, site), key, frame)
  // The constructor's `this` is the object that has this very activation.
  const whole = { ...object, frame: entered }
  entered.self = whole
  return whole
}

/** What a function returns: the values of the `return`s that can be reached in production. */
export function returnedValue(
  evaluator: Evaluator,
  fn: FunctionValue,
  frame: Frame,
  isOff: (guard: number) => boolean,
): Value {
  const { returns, generator } = fn.file.functions[fn.index]!
  if (generator) return unknown('generator')
  const values = returns
    .filter(({ guard }) => !isOff(guard))
    .map(({ value }) => evaluator.evaluate(fn.file, value, frame))
  return values.length > 0 ? alternatives(values) : literal(undefined)
}
