import type { Part } from '../lifecycle/part.ts'

/** What is used of a pino logger. */
export interface FlushableLog {
  flush: (done: (error?: Error) => void) => void
}

/**
 * The last part of a lifecycle: what is still in the memory of the logger is written before the process ends.
 *
 * @example
 * createLifecycle({ log }).add(flushLog(log))
 */
export function flushLog(log: FlushableLog): Part {
  return {
    name: 'log',
    stage: 'logs',
    stop: () => new Promise<void>((resolve, reject) => log.flush((error) => (error ? reject(error) : resolve()))),
  }
}
