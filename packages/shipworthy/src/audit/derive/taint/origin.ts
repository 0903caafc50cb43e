import type { SourceFile } from '../../facts/source.ts'

/**
 * Where a text comes from: `constant` when nothing of a request is in it that could change its meaning, `request` when a
 * client writes it, with the way it takes, or unknown. Unknown is an answer, never an error.
 */
export type Origin = ConstantOrigin | RequestOrigin | UnknownOrigin

export interface ConstantOrigin {
  kind: 'constant'
}
export interface RequestOrigin {
  kind: 'request'
  /** From the request on, in the order the text takes. */
  steps: readonly Step[]
}
export interface UnknownOrigin {
  kind: 'unknown'
  why: string
}

export interface Step {
  file: SourceFile
  at: number
  note: string
}

export const CONSTANT: ConstantOrigin = { kind: 'constant' }

export function unclear(why: string): UnknownOrigin {
  return { kind: 'unknown', why }
}

export function fromRequest(step: Step): RequestOrigin {
  return { kind: 'request', steps: [step] }
}

/** The place where a part of the request is read tells more than the parameter that holds the request. */
export function readAt(origin: Origin, file: SourceFile, at: number): Origin {
  if (origin.kind !== 'request' || origin.steps.length > 1) return origin
  return fromRequest({ ...origin.steps[0]!, file, at })
}

/** The gravest of several origins; those after the first that leads to a request are not worked out. */
export function gravest(origins: Iterable<Origin>): Origin {
  let worst: Origin = CONSTANT
  for (const origin of origins) {
    if (origin.kind === 'request') return origin
    if (origin.kind === 'unknown' && worst.kind === 'constant') worst = origin
  }
  return worst
}

export function withStep(origin: Origin, step: Step): Origin {
  if (origin.kind !== 'request') return origin
  const last = origin.steps.at(-1)
  const isSame = last?.file === step.file && last.at === step.at
  return isSame ? origin : { kind: 'request', steps: [...origin.steps, step] }
}

/** One origin after the other, each when it is asked for. */
export function* lazily<T>(items: Iterable<T>, origin: (item: T) => Origin): Iterable<Origin> {
  for (const item of items) yield origin(item)
}
