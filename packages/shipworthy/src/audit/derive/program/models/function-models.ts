import { givenArguments, unknown, type FunctionValue, type Value } from '../value.ts'
import type { Model } from './model.ts'

const bind: Model = ({ receiver, args }) => {
  if (receiver?.kind !== 'function') return undefined
  const [self, ...bound] = args
  const hasSelf = self && (self.kind === 'object' || self.kind === 'class' || self.kind === 'record')
  return { ...receiver, ...(hasSelf && !receiver.self && { self }), ...(bound.length > 0 && { bound }) }
}

const call: Model = ({ receiver, args, evaluator, key, site }) =>
  receiver?.kind === 'function' ? evaluator.invoke(receiver, givenArguments(args.slice(1)), key, site.frame) : undefined

/** Functions that hand back the function they are given, with another calling convention. */
const sameFunction: Model = ({ args }) => {
  const fn = args.find((value) => value.kind === 'function' || value.kind === 'class')
  return fn ?? args[0]
}

export const functionModels: Record<string, Model> = {
  'function.bind': bind,
  'function.call': call,
  'function.apply': ({ receiver, args, evaluator, key, site }) => {
    if (receiver?.kind !== 'function') return undefined
    const list = args[1]
    return evaluator.invoke(receiver, givenArguments(list?.kind === 'list' ? list.items() : []), key, site.frame)
  },
  'util.promisify': sameFunction,
  'lodash.once': sameFunction,
  'lodash.memoize': sameFunction,
  'fastify-plugin': (call) => {
    const fn = sameFunction(call)
    return fn?.kind === 'function' ? { ...fn, wrapper: 'fastify-plugin' } : fn
  },
  'react.cache': sameFunction,
  'Promise.resolve': ({ args }) => args[0],
  'Promise.all': ({ args }) => args[0],
  createRequire: () => ({ kind: 'external', name: 'require' }),
}

function continued(fn: Value | undefined, value: Value): FunctionValue | undefined {
  return fn?.kind === 'function' && value.kind !== 'literal' ? fn : undefined
}

export const promiseModels: Record<string, Model> = {
  /** `import('./x').then((module) => module.default)`: the value goes into the callback. */
  // oxlint-disable-next-line unicorn/no-thenable -- a table of method names, never awaited
  then: ({ receiver, args, evaluator, key, site }) => {
    if (!receiver) return undefined
    const source = receiver
    const fn = continued(args[0], source)
    return fn ? evaluator.invoke(fn, givenArguments([source]), key, site.frame) : unknown('promise')
  },
  catch: ({ receiver }) => receiver,
  finally: ({ receiver }) => receiver,
}
