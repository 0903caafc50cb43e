import type { SourceFile } from '../../facts/source.ts'

/**
 * What an expression is worth before the program runs: a constant, a variable of the environment with its default, an
 * object, a function, something a library made, or unknown. Unknown is an answer, never an error.
 */
export type Value =
  | LiteralValue
  | EnvironmentValue
  | ProcessEnvironment
  | TextValue
  | RecordValue
  | ListValue
  | FunctionValue
  | ClassValue
  | ModuleValue
  | ExternalValue
  | InstanceValue
  | ObjectValue
  | AlternativesValue
  | ParameterValue
  | PatternValue
  | UnknownValue

/** A place in a source file, by offset. */
export interface Site {
  file: SourceFile
  at: number
}

export interface LiteralValue {
  kind: 'literal'
  value: string | number | boolean | null | undefined
  site?: Site
}
/** The value of an environment variable; `fallback` is what the code uses when it is not set. */
export interface EnvironmentValue {
  kind: 'environment'
  name: string
  fallback?: Value
  /** The program refuses to start without it. */
  required?: boolean
  site?: Site
}
/** `process.env` itself, possibly behind a schema that gives defaults. */
export interface ProcessEnvironment {
  kind: 'process-env'
  variables?: (name: string) => EnvironmentValue | undefined
}
export interface TextValue {
  kind: 'text'
  parts: (string | Value)[]
  site?: Site
}
/** An object literal. `get` finds a property through spreads; `open` says that more may be in it than is known. */
export interface RecordValue {
  kind: 'record'
  keys: () => string[]
  get: (key: string) => Value | undefined
  /** Where a property was written, for evidence. */
  siteOf: (key: string) => Site | undefined
  open: () => boolean
  site?: Site
}
export interface ListValue {
  kind: 'list'
  items: () => Value[]
  open: boolean
  site?: Site
}
/** A function of the project with the variables around it. */
export interface FunctionValue {
  kind: 'function'
  file: SourceFile
  index: number
  frame?: Frame | undefined
  self?: Value | undefined
  bound?: Value[]
  /** Wrapper that changes what a framework does with it, such as `fastify-plugin`. */
  wrapper?: string
}
export interface ClassValue {
  kind: 'class'
  file: SourceFile
  index: number
  frame?: Frame | undefined
}
export interface ModuleValue {
  kind: 'module'
  path: string
}
/** Something a package or the platform provides, by canonical name: `pg.Pool`, `process.on`, `express().use`. */
export interface ExternalValue {
  kind: 'external'
  name: string
  /** What the member was taken from, when that is an instance. */
  receiver?: Value | undefined
  site?: Site
}
/** What a call of an external returned: `pg.Pool()` for `new pg.Pool(…)`. Identity is the call in its frame. */
export interface InstanceValue {
  kind: 'instance'
  name: string
  id: string
  call?: CallSite
  /** Value it was derived from: the instance a Fastify plugin encapsulates, the object a method was called on. */
  parent?: Value | undefined
  /** Path prefix that a Fastify plugin was registered under. */
  prefix?: string
}
/** An instance of a class of the project, or of a function called with `new`. */
export interface ObjectValue {
  kind: 'object'
  class: ClassValue | FunctionValue
  id: string
  /** Frame of the constructor call, when the construction is known. */
  frame?: Frame
  call?: CallSite
  /** The object itself, where this stands for it as an instance of its superclass (`super`). */
  derived?: ObjectValue
}
/** One of several values, depending on what is only known at run time. */
export interface AlternativesValue {
  kind: 'alternatives'
  values: Value[]
}
/** An argument that only a caller outside the project gives, such as a request. */
export interface ParameterValue {
  kind: 'parameter'
  /** Name the code gives it. */
  name: string
  file: SourceFile
  function: number
  index: number
  path: (string | null)[]
  /** Canonical name of the function that calls back, such as `express().get`. */
  caller?: string
}
export interface PatternValue {
  kind: 'pattern'
  pattern: string
}
export interface UnknownValue {
  kind: 'unknown'
  why: string
}

export interface CallSite {
  file: SourceFile
  call: number
  frame?: Frame | undefined
}

/** What a function is called with; each argument is worked out when it is first asked for. */
export interface Arguments {
  count: number
  /** Who gives the arguments beyond these: `fn(...args)` hands on what a framework called back with. */
  caller?: string
  at: (index: number) => Value | undefined
}

export const NO_ARGUMENTS: Arguments = { count: 0, at: () => undefined }

export function givenArguments(values: readonly Value[]): Arguments {
  return { count: values.length, at: (index) => values[index] }
}

/** One activation of a function: its arguments, `this`, and the activation it was created in. */
export interface Frame {
  id: number
  depth: number
  function: { file: SourceFile; index: number }
  argument: (index: number) => Value | undefined
  argumentCount: number
  self?: Value | undefined
  /** Activation of the function around it in the text. */
  outer?: Frame | undefined
  /** Name of the external function that called it back. */
  caller?: string | undefined
}

export function literal(value: LiteralValue['value'], site?: Site): LiteralValue {
  return site ? { kind: 'literal', value, site } : { kind: 'literal', value }
}

export function unknown(why: string): UnknownValue {
  return { kind: 'unknown', why }
}

const MAX_ALTERNATIVES = 12

/** Several values as one: nested alternatives flattened, equal ones merged. */
export function alternatives(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!
  const flat: Value[] = []
  for (const value of values) {
    for (const option of value.kind === 'alternatives' ? value.values : [value]) {
      if (flat.length === MAX_ALTERNATIVES) return { kind: 'alternatives', values: flat }
      if (!flat.some((other) => sameValue(other, option))) flat.push(option)
    }
  }
  if (flat.length === 1) return flat[0]!
  return flat.length === 0 ? unknown('nothing known') : { kind: 'alternatives', values: flat }
}

export function possibilities(value: Value): Value[] {
  return value.kind === 'alternatives' ? value.values : [value]
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  if (a.kind === 'literal' && b.kind === 'literal') return a.value === b.value
  if (a.kind === 'external' && b.kind === 'external') return a.name === b.name && a.receiver === b.receiver
  if (a.kind === 'instance' && b.kind === 'instance') return a.id === b.id && a.name === b.name
  if (a.kind === 'object' && b.kind === 'object') return a.id === b.id
  if (a.kind === 'function' && b.kind === 'function')
    return a.file === b.file && a.index === b.index && a.frame === b.frame
  if (a.kind === 'module' && b.kind === 'module') return a.path === b.path
  if (a.kind === 'unknown') return true
  return false
}
