/** What a user of the library meets when it is used wrongly. Codes are stable and never used for anything else. */
export const HEALTH_ERRORS = {
  SW_ERR_HEALTH_OPTION: {
    message: '{path}: expected {expected}, got {got}',
    remedy: 'Correct the option that the message names.',
  },
  SW_ERR_HEALTH_DUPLICATE_CHECK: {
    message: 'there are two checks called {name}, and history, metrics and alerts are kept by name',
    remedy: 'Give one of them another name, for example with the option `name`.',
  },
  SW_ERR_HEALTH_SHARED_LIVENESS: {
    message:
      'the check {name} looks at a shared dependency and may not decide liveness: one fault there would restart every instance',
    remedy: "Make it `kind: 'readiness'` or `kind: 'monitor'`; liveness is for what a restart cures.",
  },
  SW_ERR_HEALTH_UNKNOWN_DEPENDENCY: {
    message: 'the check {name} depends on {dependency}, and there is no such check',
    remedy: 'Register {dependency}, or take it out of `dependsOn`.',
  },
  SW_ERR_HEALTH_DEPENDENCY_CYCLE: {
    message: 'checks depend on each other in a circle: {circle}',
    remedy: 'Take one of them out of the other’s `dependsOn`.',
  },
  SW_ERR_HEALTH_UNKNOWN_CHECK: {
    message: 'there is no check called {name}',
    remedy: 'Use one of: {names}.',
  },
  SW_ERR_HEALTH_UNKNOWN_FORMAT: {
    message: 'there is no format {format}',
    remedy: 'Use one of: {formats}.',
  },
  SW_ERR_HEALTH_UNKNOWN_ALERT: {
    message: 'there is no {what} {id}, or not any more',
    remedy:
      'Look at health.alerts(), health.silences() and the options `alerts.routes` and `notifiers` for what there is.',
  },
  SW_ERR_HEALTH_LISTEN: {
    message: 'the probe server cannot listen on {address}: {reason}',
    remedy: 'Choose a free port and an address of this machine.',
  },
  SW_ERR_HEALTH_NO_HISTORY: {
    message: 'there is no history: no store was given',
    remedy: 'Pass a store with the option `history`.',
  },
  SW_ERR_HEALTH_NO_SQLITE: {
    message: 'Node.js {version} has no node:sqlite, and the SQLite store needs it',
    remedy: 'Use Node.js 22.13 or newer, or another store.',
  },
  SW_ERR_HEALTH_NOT_SQLITE: {
    message: '{path} is not a SQLite database, and nothing in it was touched',
    remedy: 'Give the path of another file; it is made when it is not there.',
  },
  SW_ERR_HEALTH_STORE_NEWER: {
    message: 'the {store} store was written by a newer version: its schema is {found}, and this version knows {known}',
    remedy: 'Use at least the version that wrote it, or another file or database.',
  },
  SW_ERR_HEALTH_QUERY: {
    message: '{name}: expected {expected}, got {got}',
    remedy: 'Correct that parameter of the query.',
  },
} as const satisfies Record<`SW_ERR_HEALTH_${string}`, { message: string; remedy: string }>

export type HealthErrorCode = keyof typeof HEALTH_ERRORS

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** What the texts of an error leave open. */
export type HealthErrorValues<Code extends HealthErrorCode> = Record<
  NamesIn<(typeof HEALTH_ERRORS)[Code]['message'] | (typeof HEALTH_ERRORS)[Code]['remedy']>,
  string
>

/**
 * A wrong use of the library: what happened and why in `message`, what to do in `remedy`.
 *
 * @example
 * try {
 *   createHealth({ checks: [check('queue', { interval: 'soon' }, run)] })
 * } catch (error) {
 *   if (error instanceof HealthError) console.error(error.code, error.message, error.remedy)
 *   // SW_ERR_HEALTH_OPTION queue.interval: expected a duration such as '10s', got 'soon'
 * }
 */
export class HealthError extends Error {
  override readonly name = 'HealthError'
  /** Stable; what a program should compare. */
  readonly code: HealthErrorCode
  /** What to do about it, a sentence. */
  readonly remedy: string

  private constructor(code: HealthErrorCode, values: Record<string, string>, cause: unknown) {
    const { message, remedy } = HEALTH_ERRORS[code]
    super(fill(message, values), cause === undefined ? undefined : { cause })
    this.code = code
    this.remedy = fill(remedy, values)
  }

  /** @internal Fills in the texts of a code; `cause` is the error behind it. */
  static of<Code extends HealthErrorCode>(code: Code, values: HealthErrorValues<Code>, cause?: unknown): HealthError {
    return new HealthError(code, values, cause)
  }
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
