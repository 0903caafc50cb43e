import type { Expression } from '../../facts/expression.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import type { FileIndex } from './file-index.ts'
import type { ForceWithReason } from './force.ts'
import type { Arguments, CallSite, ClassValue, Frame, FunctionValue, ObjectValue, Value } from './value.ts'

/**
 * Finds out what expressions are worth without running them. The parts call each other freely through this interface:
 * an expression names a variable, a variable holds a call, a call returns an expression.
 */
export interface Evaluator {
  sources: SourceStore
  /** Variables that the deployment is known to set, from the Dockerfile, compose file and start command. */
  environment: ReadonlyMap<string, string>
  /** Parsed JSON or YAML of the project. */
  data: (path: string) => unknown
  index: (file: SourceFile) => FileIndex
  evaluate: (file: SourceFile, expression: Expression | undefined, frame?: Frame) => Value
  /** The value of a variable, found once per activation; one that depends on itself is unknown. */
  variable: (binding: Binding, frame: Frame | undefined, compute: () => Value) => Value
  /** The same for anything else that may lead back to itself, by key. */
  once: (key: string, compute: () => Value) => Value
  /** A number for a key, the same each time: identity of an activation that was not seen. */
  identify: (key: string) => number
  /** What a member access yields. */
  member: (owner: Value, key: string) => Value
  classMember: (object: ObjectValue, key: string) => Value | undefined
  staticMember: (owner: ClassValue, key: string) => Value | undefined
  /** A variable that some file puts on `global`. */
  global: (name: string) => Value | undefined
  /** What is being called. */
  callee: (site: CallSite) => Value
  arguments: (site: CallSite) => readonly Value[]
  argument: (site: CallSite, index: number) => Value | undefined
  /** The arguments for a function that may look at few of them. */
  passed: (site: CallSite) => Arguments
  /** What a call returns. */
  call: (site: CallSite) => Value
  /** What a function of the project returns for these arguments. */
  invoke: (fn: FunctionValue, args: Arguments, key: string, caller?: Frame) => Value
  /** The activation that a call of a function of the project opens. */
  enter: (fn: FunctionValue, args: Arguments, key: string, caller?: Frame, callback?: string) => Frame
  /** An export of a project file; `*` is the module itself. */
  exported: (path: string, name: string) => Value
  /** What `require` of a project file gives. */
  required: (path: string) => Value
  /** The value a declared type stands for: an instance of the class it names. */
  typed: (file: SourceFile, annotation: string, at: number) => Value | undefined
  /** Whether the code behind a guard runs in a default production configuration. */
  force: (file: SourceFile, guard: number, frame: Frame | undefined) => ForceWithReason
  /** A number for a function, unique in the project. */
  functionId: (file: SourceFile, index: number) => number
  /** A short name for a class, unique in the project. */
  classId: (owner: Pick<ClassValue, 'file' | 'index'>) => string
  /** A name for a call in its activation. */
  callId: (site: CallSite) => string
  /** Whether a value is truthy in a default production configuration; `undefined` when that is not known. */
  truth: (value: Value) => boolean | undefined
}

/** Evaluation goes no deeper than this; beyond it a value is unknown. */
export const MAX_DEPTH = 80
/** Activations nest no deeper than this. */
export const MAX_FRAMES = 16
/** A function may be inside itself this often: enough for `compose(compose(f))`, too little for recursive algorithms. */
export const MAX_RECURSION = 2

/** Stands for the project's root in paths built from `__dirname` and `process.cwd()`. */
export const PROJECT_ROOT = '<root>'
