import type { CheckResult, CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { HealthEventName, HealthEvents, Transition } from '../model/health-events.ts'
import type { CheckSnapshot, HealthSnapshot, ServiceInfo } from '../model/health-snapshot.ts'
import type { Incident } from '../model/incident.ts'
import type { Lifecycle } from '../model/lifecycle.ts'
import { isWorse } from './judge-run.ts'
import { afterExpiry, afterRun, initialState, type CheckState } from './check-state.ts'
import { judgeOverall } from './overall.ts'

/** Now, on both clocks. */
export interface Moment {
  /** Milliseconds since 1970. */
  now: number
  monotonic: number
}

export type Emit = <Name extends HealthEventName>(name: Name, event: HealthEvents[Name]) => void

interface Entry {
  settings: CheckSettings
  state: CheckState
  incident: Incident | undefined
}

/** All that is known, and the only place where it changes. */
export class HealthState {
  readonly #service: Readonly<ServiceInfo>
  readonly #emit: Emit
  readonly #entries = new Map<string, Entry>()
  #lifecycle: Lifecycle = 'starting'
  #monitoring = false
  #revision = 0
  #edge = 0
  #snapshot: HealthSnapshot | undefined
  /** No result expires before; results that come in meanwhile only move the real time further away. */
  #nextExpiryMs = Infinity

  constructor(service: Readonly<ServiceInfo>, emit: Emit) {
    this.#service = service
    this.#emit = emit
  }

  /** Grows with every change, so with every result. */
  get revision(): number {
    return this.#revision
  }

  /** Grows only when a status, the lifecycle or the set of checks changes: what public answers depend on. */
  get edge(): number {
    return this.#edge
  }

  get lifecycle(): Lifecycle {
    return this.#lifecycle
  }

  get nextExpiryMs(): number {
    return this.#nextExpiryMs
  }

  settingsOf(check: string): CheckSettings | undefined {
    return this.#entries.get(check)?.settings
  }

  hasPassed(check: string): boolean {
    return this.#entries.get(check)?.state.passedOnce ?? false
  }

  add(settings: CheckSettings, now: number): void {
    this.#entries.set(settings.name, { settings, state: initialState(now), incident: undefined })
    this.#touch(true)
  }

  remove(check: string, { now }: Moment): void {
    const entry = this.#entries.get(check)
    if (!entry) return
    if (entry.incident) this.#resolve(entry, now)
    this.#entries.delete(check)
    this.#touch(true)
  }

  /** Takes up an incident that was open when the process before this one ended. If its check is gone or has gone on, it is over. */
  resume(incident: Incident, { now }: Moment): void {
    const entry = this.#entries.get(incident.check)
    if (entry?.incident?.id === incident.id) return
    if (entry && !entry.incident && entry.state.status !== 'healthy') {
      entry.incident = Object.freeze({ ...incident })
      return this.#touch(true)
    }
    const over = Object.freeze({ ...incident, status: 'healthy' as const, resolvedAt: now })
    this.#emit('incident', { type: 'resolved', at: now, incident: over })
  }

  setLifecycle(to: Lifecycle, now: number): void {
    const from = this.#lifecycle
    if (from === to) return
    this.#lifecycle = to
    this.#touch(true)
    this.#emit('lifecycle', { from, to, at: now })
  }

  setMonitoring(on: boolean): void {
    this.#monitoring = on
    this.#touch(true)
  }

  /** Takes in a finished run; a check that is gone meanwhile is ignored. */
  apply(run: CheckRun, { now }: Moment): CheckResult | undefined {
    const entry = this.#entries.get(run.check)
    if (!entry) return undefined
    const next = afterRun(entry.state, run, entry.settings, now)
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, next.expiresAtMonotonicMs ?? Infinity)
    this.#emit('result', next.result)
    this.#move(entry, next, 'result', now)
    return next.result
  }

  /** Turns what is too old into unknown. Cheap when nothing is due. */
  expire({ now, monotonic }: Moment): void {
    if (monotonic < this.#nextExpiryMs) return
    let next = Infinity
    for (const entry of this.#entries.values()) {
      const expiresAt = entry.state.expiresAtMonotonicMs
      if (expiresAt === undefined) continue
      if (monotonic >= expiresAt) this.#move(entry, afterExpiry(entry.state, now), 'expired', now)
      else next = Math.min(next, expiresAt)
    }
    this.#nextExpiryMs = next
  }

  snapshot(): HealthSnapshot {
    this.#snapshot ??= this.#takeSnapshot()
    return this.#snapshot
  }

  #takeSnapshot(): HealthSnapshot {
    const checks = Object.freeze([...this.#entries.values()].map((entry) => this.#snapshotOf(entry)))
    const verdict = judgeOverall(checks, this.#lifecycle, (name) => this.hasPassed(name))
    return Object.freeze({
      revision: this.#revision,
      service: this.#service,
      lifecycle: this.#lifecycle,
      monitoring: this.#monitoring,
      ...verdict,
      checks,
      recommendations: Object.freeze(verdict.recommendations),
    })
  }

  #snapshotOf({ settings, state, incident }: Entry): CheckSnapshot {
    const { name, kind, scope, onFail, dependsOn, recommendation, maxAgeMs } = settings
    const { status, since, consecutiveFailures, transitions, result, settled } = state
    const causedBy = status === 'healthy' ? undefined : this.#causeOf(settings)
    return Object.freeze({
      name,
      kind,
      scope,
      onFail,
      status,
      since,
      ...(result && settled && { expiresAt: Math.round(result.startedAt + result.durationMs + maxAgeMs) }),
      consecutiveFailures,
      transitions,
      ...(incident && { incident: incident.id }),
      dependsOn,
      ...(causedBy !== undefined && { causedBy }),
      ...(recommendation !== undefined && { recommendation }),
      ...(result && { result }),
    })
  }

  #move(entry: Entry, next: CheckState, reason: Transition['reason'], now: number): void {
    const before = entry.state
    entry.state = next
    const isChanged = next.status !== before.status
    this.#touch(isChanged || (next.passedOnce && !before.passedOnce))
    if (!isChanged) return
    const { name: check, kind } = entry.settings
    const message = reason === 'expired' ? 'there has been no result for too long' : next.result?.message
    const said = message === undefined ? {} : { message }
    // What somebody switched off is unknown, but nothing has happened to it.
    const isSwitchedOff = reason === 'expired' && kind === 'monitor' && !this.#monitoring
    const event = isSwitchedOff ? undefined : this.#followIncident(entry, now, said)
    const incident = event ? { incident: event.incident.id } : {}
    this.#emit('transition', {
      check,
      kind,
      from: before.status,
      to: next.status,
      at: now,
      reason,
      ...incident,
      ...said,
    })
    if (event) this.#emit('incident', event)
  }

  #followIncident(entry: Entry, now: number, said: { message?: string }): HealthEvents['incident'] | undefined {
    const { settings, state, incident } = entry
    if (state.status === 'healthy') return incident && { type: 'resolved', at: now, incident: this.#close(entry, now)! }
    const { name: check, kind, recommendation } = settings
    const causedBy = incident ? incident.causedBy : this.#causeOf(settings)
    const { value, unit } = state.result ?? {}
    const worst = incident && isWorse(incident.worst, state.status) ? incident.worst : state.status
    entry.incident = Object.freeze({
      id: incident?.id ?? `${check}@${now.toString(36)}`,
      check,
      kind,
      status: state.status,
      worst,
      openedAt: incident?.openedAt ?? now,
      ...said,
      ...(value !== undefined && { value }),
      ...(unit !== undefined && { unit }),
      ...(recommendation !== undefined && { recommendation }),
      ...(causedBy !== undefined && { causedBy }),
    })
    return { type: incident ? 'changed' : 'opened', at: now, incident: entry.incident }
  }

  #resolve(entry: Entry, now: number): void {
    const incident = this.#close(entry, now)
    if (incident) this.#emit('incident', { type: 'resolved', at: now, incident })
  }

  #close(entry: Entry, now: number): Incident | undefined {
    const { incident } = entry
    entry.incident = undefined
    return incident && Object.freeze({ ...incident, status: 'healthy' as const, resolvedAt: now })
  }

  /** The nearest unhealthy check that one depends on, directly or not. Without results it explains nothing. */
  #causeOf(settings: CheckSettings, seen = new Set<string>()): string | undefined {
    for (const name of settings.dependsOn) {
      if (seen.has(name)) continue
      seen.add(name)
      const entry = this.#entries.get(name)
      if (!entry) continue
      if (entry.incident) return name
      const further = this.#causeOf(entry.settings, seen)
      if (further !== undefined) return further
    }
    return undefined
  }

  #touch(edge: boolean): void {
    this.#revision++
    if (edge) this.#edge++
    this.#snapshot = undefined
  }
}
