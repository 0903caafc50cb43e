import type { Call, SourceFile } from '../../facts/source.ts'
import type { Force } from '../program/force.ts'
import type { CallSite, Frame, InstanceValue, Value } from '../program/value.ts'

/**
 * One call as the program makes it: `boot` while it starts, `signal` when it is told to stop, `callback` when a request, a
 * job or a timer arrives, `unseen` in a function that nothing was seen to call.
 */
export type Phase = 'boot' | 'signal' | 'callback' | 'unseen'

export interface CallEvent {
  /** Canonical name of what is called; `?.name` for a method of something unknown. */
  name: string
  callee: Value
  file: SourceFile
  call: Call
  callIndex: number
  frame?: Frame | undefined
  force: Force
  phase: Phase
  /** Position in the order of execution. */
  order: number
}

export function siteOf(event: CallEvent): CallSite {
  return { file: event.file, call: event.callIndex, frame: event.frame }
}

/** A function handed to somebody who may call it later. */
export interface Callback {
  event: CallEvent
  /** Position among the arguments. */
  argument: number
  /** Property, when it was handed over inside an object: `handler` for `{ handler() {} }`. */
  key?: string
  value: Value
}

/** A package's plugin that a file exports and a loader registers: `export default helmet` under @fastify/autoload. */
export interface LoadedPlugin {
  event: CallEvent
  /** The file that exports it. */
  path: string
  instance: InstanceValue
  value: Value
  options?: Value
}
