import type { CheckOutcome } from './model/check-outcome.ts'
import type { Kind, Scope } from './model/kind.ts'
import type { Thresholds } from './model/threshold.ts'
import type { Duration } from './units/duration.ts'

export interface CheckContext {
  /** Aborts at the timeout, and when monitoring ends. Pass it on to whatever waits. */
  signal: AbortSignal
  timeoutMs: number
  /** Notes a number beside the result: `measure('poolWaiting', pool.waitingCount, 'connections')`. */
  measure(name: string, value: number, unit?: string): void
}

/** Nothing: healthy. A boolean: healthy or critical. A number: the value. To throw is critical. */
export type CheckReturn = CheckOutcome | boolean | number | void

export type CheckFunction = (context: CheckContext) => CheckReturn | Promise<CheckReturn>

/** What every check can be told. */
export interface CheckOptions<K extends Kind = Kind> {
  /** Unique; history, metrics and alerts are kept under it. */
  name?: string
  kind?: K
  /**
   * The worst that this check can be. Left out: `warning` for a shared dependency that decides readiness, since without it
   * every instance would leave the load balancer at once; otherwise `critical`.
   */
  onFail?: 'warning' | 'critical'
  interval?: Duration
  timeout?: Duration
  /** Older results are unknown. Left out: three intervals and a timeout. */
  maxAge?: Duration
  /** Results in a row before a state gets worse. */
  failAfter?: number
  /** Results in a row before a state gets better. */
  recoverAfter?: number
  /** Checks whose failure explains a failure of this one; no alert is created for it meanwhile. */
  dependsOn?: readonly string[]
  /** Limits for `value`, `responseTime` (ms) or a measurement, with hysteresis. */
  thresholds?: Thresholds
  /** What to do when it is not healthy; shown in the detailed report and in alerts. */
  recommendation?: string
  /** For routes, silences and groups of alerts: `{ team: 'payments' }`. */
  labels?: Readonly<Record<string, string>>
}

/** Options of a check that looks at this process or machine. */
export type LocalCheckOptions = CheckOptions

export type SharedKind = Exclude<Kind, 'liveness'>

/** Options of a check that looks at something other instances use too: by type it cannot decide liveness. */
export type SharedCheckOptions = CheckOptions<SharedKind>

/** Options of a check of one's own. `liveness` demands `scope: 'local'`: a promise that no shared dependency is asked. */
export type OwnCheckOptions = Omit<CheckOptions, 'name' | 'kind'> &
  ({ kind: 'liveness'; scope: 'local' } | { kind?: SharedKind; scope?: Scope }) &
  Pick<HealthCheck, 'start'>

/** A check that can be given to `createHealth`. Made by `check`, or by a factory of `@shipworthy/health/checks`. */
export interface HealthCheck {
  name: string
  scope: Scope
  options: Omit<CheckOptions, 'name'>
  run: CheckFunction
  /** For what must go on between runs, such as a histogram; what it returns ends it. */
  start?: () => () => void
}

/**
 * A check of one's own.
 *
 * @example
 * check('stripe', { kind: 'monitor', timeout: '3s', dependsOn: ['egress'] }, async ({ signal, measure }) => {
 *   const response = await fetch('https://api.stripe.com/healthcheck', { signal })
 *   measure('rateLimitRemaining', Number(response.headers.get('x-ratelimit-remaining')))
 *   return { status: response.ok ? 'healthy' : 'critical', value: response.status }
 * })
 */
export function check(name: string, options: OwnCheckOptions, run: CheckFunction): HealthCheck {
  const { scope = options.kind === 'liveness' ? 'local' : 'shared', start, ...rest } = options
  return { name, scope, options: rest, run, ...(start && { start }) }
}

/** What a factory in `checks/` is made of. */
export interface CheckParts<Options extends CheckOptions> {
  /** Name, if the options have none. */
  name: string
  /** As the user gave them; options that are the factory's own are ignored. */
  options: Options
  /** What differs from the defaults of the service; the user's options win. */
  defaults?: CheckOptions
  thresholds?: Thresholds
  run: CheckFunction
  start?: () => () => void
}

/** A check of this process or machine; it may decide liveness. */
export function localCheck(parts: CheckParts<LocalCheckOptions>): HealthCheck {
  return assemble('local', parts)
}

/** A check of something that other instances use too; it may not. */
export function sharedCheck(parts: CheckParts<SharedCheckOptions>): HealthCheck {
  return assemble('shared', parts)
}

function assemble(
  scope: Scope,
  { name, options, defaults = {}, thresholds, run, start }: CheckParts<CheckOptions>,
): HealthCheck {
  const merged: Record<string, unknown> = {}
  for (const key of OPTION_NAMES) {
    const value = options[key] ?? defaults[key]
    if (value !== undefined) merged[key] = value
  }
  if (thresholds || options.thresholds) merged['thresholds'] = { ...thresholds, ...options.thresholds }
  return { name: options.name ?? name, scope, options: merged, run, ...(start && { start }) }
}

const OPTION_NAMES = [
  'kind',
  'onFail',
  'interval',
  'timeout',
  'maxAge',
  'failAfter',
  'recoverAfter',
  'dependsOn',
  'thresholds',
  'recommendation',
  'labels',
] as const satisfies readonly (keyof CheckOptions)[]
