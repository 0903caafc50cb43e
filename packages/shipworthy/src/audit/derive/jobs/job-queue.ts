import type { SourceFile } from '../../facts/source.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Force } from '../program/force.ts'
import type { FunctionValue, Value } from '../program/value.ts'

export type JobLibrary =
  | 'bullmq'
  | 'bull'
  | 'bee-queue'
  | 'agenda'
  | 'pg-boss'
  | 'graphile-worker'
  | 'kafkajs'
  | 'amqplib'

interface Placed {
  library: JobLibrary
  file: SourceFile
  at: number
  force: Force
}

/** A queue that the program makes or registers. */
export interface JobQueue extends Placed {
  name?: string
  /** Identity of the instance, where the code makes it itself. */
  id?: string
  /** Options that every job gets unless it says otherwise; a literal `undefined` when there are none. */
  defaults: Value
}

/** What takes jobs off a queue. */
export interface JobWorker extends Placed {
  kind: 'worker' | 'events'
  queue?: string
  /** Connection as it was given; `undefined` when none was. */
  connection?: Value
  options?: Value
  /** A framework makes it and closes it with the application. */
  managedBy?: 'nest'
  /** Function that was looked at by nothing: whether it runs is not known. */
  isSeen: boolean
}

/** A call that puts jobs on a queue. */
export interface JobAddition extends Placed {
  event: CallEvent
  /** Queue it goes to; absent when that is not known. */
  queue?: JobQueue
  options?: Value
  /** It comes again on a schedule, whatever becomes of this one. */
  isRepeated: boolean
}

/** Work that a timer of the process starts. */
export interface ScheduledJob {
  /** What starts it: `node-cron.schedule`, `@Cron()`, `setInterval`. */
  via: string
  kind: 'cron' | 'interval'
  file: SourceFile
  at: number
  force: Force
  /** Period of an interval, where it is known. */
  everyMs?: number
  functions: FunctionValue[]
  /** The function could not be found. */
  isOpen: boolean
}
