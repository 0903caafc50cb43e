import { AsyncLocalStorage } from 'node:async_hooks'

export type LogFields = Readonly<Record<string, unknown>>

const STORAGE = new AsyncLocalStorage<LogFields>()
const NONE: LogFields = {}

/** What every log line says that is written by the code that runs now. */
export function currentLogFields(): LogFields {
  return STORAGE.getStore() ?? NONE
}

/**
 * Runs something, and has every line that it logs say this too. Jobs do so by themselves.
 *
 * @example
 * await runWithLogFields({ importId }, () => importProducts(file))
 */
export function runWithLogFields<T>(fields: LogFields, run: () => T): T {
  return STORAGE.run({ ...currentLogFields(), ...fields }, run)
}
