import type { AlertReason } from '../model/alert.ts'
import type { Status } from '../model/status.ts'
import type { Notifier } from '../alerts/notifier.ts'
import { copyBook, emptyBook, type AlertBook } from '../alerts/state/alert-book.ts'
import type { AlertContext } from '../alerts/state/alert-context.ts'
import { acknowledge } from '../alerts/state/acknowledge.ts'
import { beat } from '../alerts/state/beat.ts'
import { followReport } from '../alerts/state/follow-report.ts'
import { dueDeliveries, noteFailed, noteSent } from '../alerts/state/delivery-queue.ts'
import { step } from '../alerts/state/step.ts'
import type { AlertOptions } from '../options/alert-options.ts'
import { resolveAlerts } from '../options/resolve-alerts.ts'

/** What a notifier got. */
export interface Got {
  notifier: string
  alert: string
  reason: AlertReason
  checks: string[]
  at: number
}

export interface AlertMachineOptions {
  notifiers: readonly string[]
  alerts?: AlertOptions
  /** Names of checks and of what they depend on. */
  checks: Readonly<Record<string, readonly string[]>>
}

/** The steps of alerts without a clock, a store or a network: time passes, checks report and deliveries end when a test says so. */
export class AlertMachine {
  book: AlertBook = emptyBook()
  readonly got: Got[] = []
  readonly dead: Got[] = []
  at = 1_000_000
  me = 'a'
  /** Notifiers that fail. */
  readonly broken = new Set<string>()
  readonly #status: Record<string, Status> = {}
  readonly #options: AlertMachineOptions
  #incidents = 0

  constructor(options: AlertMachineOptions) {
    this.#options = options
  }

  get context(): AlertContext {
    const { notifiers, alerts = {}, checks } = this.#options
    return {
      at: this.at,
      wall: this.at,
      me: this.me,
      service: { name: 'orders' },
      policy: resolveAlerts(
        alerts,
        notifiers.map((name): Notifier => ({ name, send: () => {} })),
      ),
      always: [],
      notifiers,
      acknowledging: notifiers,
      isAlive: () => false,
      watches: (check) => check in checks,
    }
  }

  report(check: string, status: Status): void {
    const before = this.#status[check] ?? 'healthy'
    this.#status[check] = status
    if (before === 'healthy' && status !== 'healthy') this.#incidents++
    this.#say(check)
    this.step()
  }

  acknowledge(id: string): boolean {
    const isKnown = acknowledge(this.book, id, {}, this.context)
    this.step()
    return isKnown
  }

  pass(ms: number, stepMs = 10_000): void {
    const end = this.at + ms
    while (this.at < end) {
      this.at = Math.min(this.at + stepMs, end)
      this.step()
    }
  }

  /** Another process goes on with what was stored; of its checks it knows what it sees now. */
  restart(): void {
    this.book = copyBook(this.book)
    delete this.book.instances[this.me]
    this.me += 'a'
    for (const check of Object.keys(this.#status)) this.#say(check)
    this.step()
  }

  step(): void {
    beat(this.book, this.context, false)
    step(this.book, this.context)
    for (let due = this.#due(); due.length > 0; due = this.#due())
      for (const { id, notifier, reason, alert } of due) {
        const entry = {
          notifier,
          alert: alert.id,
          reason,
          checks: alert.incidents.map(({ check }) => check),
          at: this.at,
        }
        if (!this.broken.has(notifier)) {
          noteSent(this.book, id, this.context)
          this.got.push(entry)
        } else if (noteFailed(this.book, id, { error: 'is down', random: 0.5 }, this.context)) this.dead.push(entry)
      }
  }

  said(): string[] {
    return this.got.map(({ notifier, reason, checks }) => `${notifier} ${reason} ${checks.join('+')}`)
  }

  #due() {
    return dueDeliveries(this.book, this.context)
  }

  #say(check: string): void {
    const status = this.#status[check] ?? 'healthy'
    const about = {
      kind: 'readiness' as const,
      labels: { team: check },
      ancestors: this.#options.checks[check] ?? [],
      explainMs: 14_000,
      settleMs: 25_000,
    }
    const incident = {
      id: `${check}@${this.#incidents}`,
      check,
      kind: about.kind,
      status,
      worst: status === 'healthy' ? ('critical' as const) : status,
      openedAt: this.at,
    }
    followReport(this.book, { check, status, incident, about }, this.context)
  }
}
