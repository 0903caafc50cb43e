import type { Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import {
  NO_ARGUMENTS,
  type Arguments,
  type ClassValue,
  type Frame,
  type FunctionValue,
  type ObjectValue,
  type Value,
} from './value.ts'

/** Caller of an activation that was not seen: its arguments may be anything. */
export const UNSEEN = 'unseen caller'

export function superclassOf(evaluator: Evaluator, { file, index, frame }: ClassValue): Value | undefined {
  const { superclass } = file.classes[index]!
  return superclass === undefined ? undefined : evaluator.evaluate(file, superclass, frame)
}

/** The constructor of a class, its own only. */
export function ownConstructor({ file, index, frame }: ClassValue, self?: Value): FunctionValue | undefined {
  const member = file.classes[index]!.members.find(({ kind }) => kind === 'constructor')
  if (member?.function === undefined) return undefined
  return { kind: 'function', file, index: member.function, frame, self }
}

/** Field initialisers run with `this` and no arguments. */
export function fieldFrame(evaluator: Evaluator, object: ObjectValue, owner: ClassValue): Frame {
  return methodFrame(evaluator, object, owner, -1)
}

/** A method of the object that runs with arguments nobody knows. */
export function methodFrame(evaluator: Evaluator, object: ObjectValue, owner: ClassValue, index: number): Frame {
  return {
    id: evaluator.identify(`${object.id}@${object.frame?.id ?? 0} ${evaluator.classId(owner)}`),
    depth: 1,
    function: { file: owner.file, index },
    argument: () => undefined,
    argumentCount: 0,
    caller: UNSEEN,
    self: object,
    outer: owner.frame,
  }
}

const MAX_ANCESTORS = 8

/**
 * The activation in which the constructor of a class ran for an object: its own for the object's class, and for a
 * superclass the one that `super(…)` opened.
 */
export function constructorFrame(
  evaluator: Evaluator,
  object: ObjectValue,
  owner: ClassValue,
  depth = 0,
): Frame | undefined {
  if (object.class.kind !== 'class' || depth > MAX_ANCESTORS) return undefined
  if (isSame(object.class, owner)) return object.frame
  const child = childBelow(evaluator, object.class, owner)
  const below = child && constructorFrame(evaluator, object, child, depth + 1)
  const constructor = ownConstructor(owner, object)
  if (!child || !below || !constructor) return below
  const args = superArguments(evaluator, child, below)
  return evaluator.enter(constructor, args ?? NO_ARGUMENTS, `super of ${object.id}`, below)
}

function isSame(a: ClassValue, b: ClassValue): boolean {
  return a.file === b.file && a.index === b.index
}

/** The class on the way from an object's class to one of its ancestors that directly extends it. */
function childBelow(evaluator: Evaluator, start: ClassValue, ancestor: ClassValue): ClassValue | undefined {
  let current = start
  for (let depth = 0; depth < MAX_ANCESTORS; depth++) {
    const parent = superclassOf(evaluator, current)
    if (parent?.kind !== 'class') return undefined
    if (isSame(parent, ancestor)) return current
    current = parent
  }
  return undefined
}

/** Arguments of `super(…)`; a class without a constructor hands on its own. */
function superArguments(evaluator: Evaluator, child: ClassValue, frame: Frame): Arguments | undefined {
  const constructor = ownConstructor(child)
  if (!constructor) return { count: frame.argumentCount, at: frame.argument }
  const { file } = child
  const call = file.calls.findIndex(
    ({ callee, function: index }) =>
      index === constructor.index && isNode(callee) && callee.type === 'identifier' && callee.name === 'super',
  )
  return call === -1 ? undefined : evaluator.passed({ file, call, frame })
}
