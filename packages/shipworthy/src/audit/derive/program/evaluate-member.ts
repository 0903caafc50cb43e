import type { ClassMember, SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import { constructorFrame, fieldFrame, methodFrame, superclassOf, UNSEEN } from './class-frames.ts'
import { memberName } from './names.ts'
import {
  alternatives,
  literal,
  NO_ARGUMENTS,
  unknown,
  type ClassValue,
  type Frame,
  type FunctionValue,
  type ObjectValue,
  type Value,
} from './value.ts'

const MAX_PATH = 5

/** A value that is awaited somewhere may be asked for these; everything else has them by way of its own members. */
const PROMISE_METHODS = new Set(['then', 'catch', 'finally'])

export function memberOf(evaluator: Evaluator, owner: Value, key: string): Value {
  if (
    PROMISE_METHODS.has(key) &&
    owner.kind !== 'external' &&
    owner.kind !== 'instance' &&
    owner.kind !== 'alternatives'
  ) {
    return { kind: 'external', name: `promise.${key}`, receiver: owner }
  }
  switch (owner.kind) {
    case 'record': {
      const found = owner.get(key)
      if (found) return asMethod(found, owner)
      return owner.open() ? unknown(`property ${key}`) : methodOf('object', owner, key)
    }
    case 'module':
      return evaluator.exported(owner.path, key)
    case 'external':
      if (owner.name === 'process' && key === 'env') return { kind: 'process-env' }
      // @fastify/env decorates the instance with the validated environment.
      if (owner.name === 'fastify().config') return { kind: 'environment', name: key }
      return { kind: 'external', name: memberName(owner.name, key), receiver: owner }
    case 'instance':
      return { kind: 'external', name: memberName(owner.name, key), receiver: owner }
    case 'process-env':
      return owner.variables?.(key) ?? { kind: 'environment', name: key }
    case 'object':
      return evaluator.classMember(owner, key) ?? unknown(`member ${key}`)
    case 'class':
      return evaluator.staticMember(owner, key) ?? unknown(`static ${key}`)
    case 'function':
      return functionProperty(evaluator, owner, key)
    case 'list':
      if (/^\d+$/.test(key)) return owner.items()[Number(key)] ?? (owner.open ? unknown('item') : literal(undefined))
      if (key === 'length' && !owner.open) return literal(owner.items().length)
      return { kind: 'external', name: `array.${key}`, receiver: owner }
    case 'literal':
      if (owner.value === undefined || owner.value === null) return literal(undefined)
      if (key === 'length' && typeof owner.value === 'string') return literal(owner.value.length)
      return { kind: 'external', name: `${typeof owner.value}.${key}`, receiver: owner }
    case 'environment':
    case 'text':
      return { kind: 'external', name: `string.${key}`, receiver: owner }
    case 'alternatives':
      return alternatives(owner.values.map((value) => memberOf(evaluator, value, key)))
    case 'parameter':
      if (owner.path.length >= MAX_PATH) return unknown('deep property')
      return { ...owner, path: [...owner.path, key] }
    case 'pattern':
      return { kind: 'external', name: `RegExp.${key}`, receiver: owner }
    case 'unknown':
      return owner
  }
}

/** A function taken from an object literal is called with that object as `this`. */
function asMethod(value: Value, owner: Value): Value {
  if (value.kind !== 'function' || value.self || value.file.functions[value.index]!.arrow) return value
  return { ...value, self: owner }
}

const OBJECT_METHODS = new Set(['hasOwnProperty', 'toString', 'valueOf'])

function methodOf(type: string, receiver: Value, key: string): Value {
  return OBJECT_METHODS.has(key) ? { kind: 'external', name: `${type}.${key}`, receiver } : literal(undefined)
}

const FUNCTION_METHODS = new Set(['bind', 'call', 'apply'])

/** `handler.bind`, and properties that were assigned to a function: `createApp.defaults = {}`. */
function functionProperty(evaluator: Evaluator, owner: FunctionValue, key: string): Value {
  if (FUNCTION_METHODS.has(key)) return { kind: 'external', name: `function.${key}`, receiver: owner }
  const { file, index } = owner
  const name = file.functions[index]!.name
  const binding = name ? evaluator.index(file).binding(name, file.functions[index]!.at) : undefined
  const assigned = binding && evaluator.index(file).propertyAssignments(binding, key)[0]
  if (assigned) return evaluator.evaluate(file, assigned.value)
  const exported = evaluator.index(file).exportAssignments.find((entry) => entry.name === key)
  return exported ? evaluator.evaluate(file, exported.assignment.value) : unknown(`property ${key}`)
}

/** A property of an instance: its methods and fields, what its constructor assigned, then its superclass. */
export function classMember(
  evaluator: Evaluator,
  object: ObjectValue,
  key: string,
  from?: ClassValue,
): Value | undefined {
  if (object.class.kind === 'function') return constructedMember(evaluator, object, object.class, key)
  const owner = from ?? object.class
  const { file } = owner
  const fact = file.classes[owner.index]!
  const members = fact.members.filter((member) => member.name === key && !member.static)
  const method = members.find((member) => member.kind === 'method' || member.kind === 'get')
  if (method?.function !== undefined) {
    const fn: FunctionValue = { kind: 'function', file, index: method.function, frame: owner.frame, self: object }
    return method.kind === 'method' ? fn : evaluator.invoke(fn, NO_ARGUMENTS, `get ${key} of ${object.id}`)
  }
  const field = members.find((member) => member.kind === 'field')
  if (field?.value !== undefined) return fieldValue(evaluator, object, owner, field)
  const assigned = assignedInClass(evaluator, object, owner, key)
  if (assigned) return assigned
  if (field?.annotation) return evaluator.typed(file, field.annotation, field.at)
  return inherited(evaluator, object, owner, key)
}

function fieldValue(
  evaluator: Evaluator,
  object: ObjectValue,
  owner: ClassValue,
  field: ClassMember,
): Value | undefined {
  const { file } = owner
  const isParameter = field.function !== undefined
  const frame = isParameter ? constructorFrame(evaluator, object, owner) : fieldFrame(evaluator, object, owner)
  const value = frame && evaluator.evaluate(file, field.value, frame)
  if (value && value.kind !== 'unknown' && value.kind !== 'parameter') {
    const isEmpty = value.kind === 'literal' && (value.value === null || value.value === undefined)
    return isEmpty ? (assignedInClass(evaluator, object, owner, field.name) ?? value) : value
  }
  const typed = field.annotation ? evaluator.typed(file, field.annotation, field.at) : undefined
  return typed ?? value ?? inherited(evaluator, object, owner, field.name)
}

function assignedInClass(evaluator: Evaluator, object: ObjectValue, owner: ClassValue, key: string): Value | undefined {
  const { file } = owner
  const fact = file.classes[owner.index]!
  const inside = evaluator
    .index(file)
    .thisAssignments(key)
    .filter(({ at, value }) => at >= fact.at && at <= fact.end && value !== null)
  const values = inside.slice(0, 4).map(({ value, function: index }) => {
    const entered = constructorFrame(evaluator, object, owner)
    const frame = entered?.function.index === index ? entered : methodFrame(evaluator, object, owner, index)
    return evaluator.evaluate(file, value, frame)
  })
  return values.length > 0 ? alternatives(values) : undefined
}

function inherited(evaluator: Evaluator, object: ObjectValue, owner: ClassValue, key: string): Value | undefined {
  const parent = superclassOf(evaluator, owner)
  if (!parent) return undefined
  if (parent.kind === 'class') return classMember(evaluator, object, key, parent)
  if (parent.kind !== 'external' && parent.kind !== 'instance') return undefined
  const name = parent.kind === 'external' ? `${parent.name}()` : parent.name
  return evaluator.member({ kind: 'instance', name, id: object.id, parent: object }, key)
}

/** `function Handler(db) { this.list = … }` and `Handler.prototype.list = …` */
function constructedMember(
  evaluator: Evaluator,
  object: ObjectValue,
  constructor: FunctionValue,
  key: string,
): Value | undefined {
  const { file, index } = constructor
  const fact = file.functions[index]!
  const inside = evaluator
    .index(file)
    .thisAssignments(key)
    .find(({ at }) => at >= fact.at && at <= fact.end)
  if (inside) return evaluator.evaluate(file, inside.value, object.frame)
  const prototype = file.assignments.find(({ target }) => isPrototypeMember(target, fact.name, key))
  const method = prototype && evaluator.evaluate(file, prototype.value)
  return method?.kind === 'function' ? { ...method, self: object } : method
}

function isPrototypeMember(
  target: SourceFile['assignments'][number]['target'],
  name: string | undefined,
  key: string,
): boolean {
  if (!isNode(target) || target.type !== 'member' || target.property !== key) return false
  const { object } = target
  if (!isNode(object) || object.type !== 'member' || object.property !== 'prototype') return false
  return isNode(object.object) && object.object.type === 'identifier' && object.object.name === name
}

export function staticMember(evaluator: Evaluator, owner: ClassValue, key: string): Value | undefined {
  const { file } = owner
  const fact = file.classes[owner.index]!
  const member = fact.members.find((m) => m.name === key && m.static)
  if (member?.function !== undefined && member.kind !== 'field') {
    const fn: FunctionValue = { kind: 'function', file, index: member.function, frame: owner.frame, self: owner }
    return member.kind === 'get' ? evaluator.invoke(fn, NO_ARGUMENTS, `static get ${key}`) : fn
  }
  const assigned = evaluator
    .index(file)
    .thisAssignments(key)
    .filter(({ at }) => at >= fact.at && at <= fact.end)
  const frame: Frame = {
    id: 0,
    depth: 1,
    function: { file, index: -1 },
    argument: () => undefined,
    argumentCount: 0,
    caller: UNSEEN,
    self: owner,
  }
  const values = [...(member?.value !== undefined ? [member.value] : []), ...assigned.map(({ value }) => value)].map(
    (value) => evaluator.evaluate(file, value, frame),
  )
  if (values.length > 0) return alternatives(values.slice(0, 4))
  if (member?.annotation) return evaluator.typed(file, member.annotation, member.at)
  if (!fact.superclass) return undefined
  const parent = evaluator.evaluate(file, fact.superclass, owner.frame)
  return parent.kind === 'class' ? staticMember(evaluator, parent, key) : evaluator.member(parent, key)
}
