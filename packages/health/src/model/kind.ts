/**
 * What a check decides.
 *
 * - `liveness`: whether the process must be restarted. Local checks only.
 * - `readiness`: whether it gets traffic.
 * - `startup`: whether it has started; runs until it was healthy once.
 * - `monitor`: nothing but history, metrics and alerts.
 */
export type Kind = 'liveness' | 'readiness' | 'startup' | 'monitor'

export const KINDS: readonly Kind[] = ['liveness', 'readiness', 'startup', 'monitor']

/** `local`: cured by a restart of this process. `shared`: a restart would only add load, so it may not decide liveness. */
export type Scope = 'local' | 'shared'
