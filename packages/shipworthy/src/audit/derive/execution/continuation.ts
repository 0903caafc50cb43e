import type { FunctionValue, InstanceValue, Value } from '../program/value.ts'

/** A callback that runs as part of the call that takes it, with the arguments it will get. */
export interface Continuation {
  fn?: FunctionValue
  args: Value[]
  /** Distinguishes several runs by one call. */
  key: string
  /** File that is loaded first. */
  module?: string
  /** A plugin of a package that the file exports, to be registered on an instance. */
  plugin?: { instance: InstanceValue; value: Value; options?: Value }
}
