import { randomUUID } from 'node:crypto'
import { HealthError } from '../errors.ts'
import type { HistoryStore } from '../history/history-store.ts'
import { STORAGE_FAULT, type TellStorage } from '../history/storage-faults.ts'
import type { Acknowledgement, Alert } from '../model/alert.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { Clock } from '../model/clock.ts'
import type { Delivery, TestResult } from '../model/delivery.ts'
import type { IncidentEvent, SelfEvent, Transition } from '../model/health-events.ts'
import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { Silence } from '../model/silence.ts'
import { createAlertKeeper } from './alert-keeper.ts'
import { createDeliverer, type DeliveryCount } from './create-deliverer.ts'
import { describeSubject } from './describe-subject.ts'
import { makeTestAlert } from './make-test-alert.ts'
import type { Notifier } from './notifier.ts'
import type { AlertBook } from './state/alert-book.ts'
import type { AlertContext } from './state/alert-context.ts'
import type { AlertPolicy } from './state/alert-policy.ts'
import { acknowledge } from './state/acknowledge.ts'
import { beat } from './state/beat.ts'
import { endSilence, keepSilence } from './state/keep-silence.ts'
import { describeGroup } from './state/describe-group.ts'
import { membersByGroup } from './state/group-troubles.ts'
import { followReport, type Report, type ReportSubject } from './state/follow-report.ts'
import { step } from './state/step.ts'

const ABOUT_SELF: ReportSubject = { kind: 'monitor', labels: {}, ancestors: [], explainMs: 0, settleMs: 0 }
/** Notifier that stands for all listeners of `onAlert`. */
const CALLBACK = 'callback'

export interface AlertsParts {
  service: Readonly<ServiceInfo>
  policy: AlertPolicy
  notifiers: readonly Notifier[]
  store: HistoryStore | undefined
  clock: Clock
  random: () => number
  settingsOf: (check: string) => CheckSettings | undefined
  tellStorage: TellStorage
  onSelf: (event: SelfEvent) => void
}

export interface Alerts {
  /** Takes in what happened to an incident. */
  follow(event: IncidentEvent): void
  /** Takes in that a check was healthy from the beginning: what is left from before a restart is over. */
  passed(transition: Transition): void
  /** Takes in that the monitoring itself cannot store anything, and that it can again; that is told like a check. */
  followSelf(event: SelfEvent): void
  /** Adds somebody to be told; what it returns takes them out again. */
  listen(listener: (alert: Alert) => unknown): () => void
  firing(): readonly Alert[]
  acknowledge(id: string, how?: Omit<Acknowledgement, 'at'>): Promise<void>
  silence(silence: Omit<Silence, 'id' | 'from'>): Promise<string>
  unsilence(id: string): Promise<void>
  silences(): readonly Silence[]
  deliveries(): readonly Delivery[]
  test(target?: string): Promise<readonly TestResult[]>
  statistics(): { states: Record<string, number>; waiting: number; deliveries: readonly DeliveryCount[] }
  close(): Promise<void>
}

/** From incidents to notifiers. The steps are in `state`; this keeps the book and sends what it says. */
export function createAlerts(parts: AlertsParts): Alerts {
  const { service, policy, notifiers, store, clock, random, settingsOf, tellStorage, onSelf } = parts
  const me = randomUUID().slice(0, 8)
  const listeners = new Map<symbol, (alert: Alert) => unknown>()
  const seen = new Map<string, Report & { at: number }>()
  // Where it begins does not matter, if only it never jumps; after a restart it goes on about where it was.
  const origin = clock.now() - clock.monotonic()
  const at = (): number => origin + clock.monotonic()
  /** The last beat that was kept; one that another monitor was faster than does not count. */
  let kept = { beat: 0, at: -Infinity }
  let isClosing = false

  const callback: Notifier = {
    name: CALLBACK,
    send: (alert) => Promise.all([...listeners.values()].map(async (listener) => listener(alert))),
  }
  const find = (name: string): Notifier | undefined =>
    name === CALLBACK ? callback : notifiers.find((notifier) => notifier.name === name)

  const context = (): AlertContext => ({
    at: at(),
    wall: clock.now(),
    me,
    service,
    policy,
    always: listeners.size > 0 ? [CALLBACK] : [],
    notifiers: notifiers.map(({ name }) => name),
    acknowledging: notifiers.filter(({ acknowledges }) => acknowledges).map(({ name }) => name),
    isAlive: (instance) => keeper.isAlive(instance),
    watches: (check) => settingsOf(check) !== undefined,
  })

  const deliverer = createDeliverer({
    clock,
    random,
    timeoutMs: policy.delivery.timeoutMs,
    me,
    at,
    find,
    keeper: () => keeper,
    onSelf,
  })
  const keeper = createAlertKeeper({
    store,
    key: `alerts:${service.name}`,
    clock,
    leaseMs: policy.leaseMs,
    context,
    update,
    onKept(book) {
      const beat = book.instances[me] ?? 0
      if (beat !== kept.beat) kept = { beat, at: at() }
      deliverer.deliver(book)
    },
    tell: tellStorage,
  })

  /** What this monitor sees is said again where the book does not have it: after a restart, or if others took it for dead. */
  function update(book: AlertBook, now: AlertContext): void {
    for (const report of seen.values()) {
      const trouble = book.troubles[report.check]
      if (
        report.status === 'healthy'
          ? trouble && trouble.reports[me] !== 'healthy'
          : trouble?.reports[me] !== report.status
      )
        followReport(book, report, now)
    }
    beat(book, now, now.at - kept.at >= policy.leaseMs / 3)
    step(book, now)
    if (isClosing) delete book.instances[me]
    else beat(book, now, false)
  }

  function report(one: Omit<Report, 'about'>, seenAt: number): void {
    const settings = settingsOf(one.check)
    const known = settings ? describeSubject(settings, settingsOf) : seen.get(one.check)?.about
    const about = known ?? (one.check === STORAGE_FAULT ? ABOUT_SELF : undefined)
    if (!about || (seen.get(one.check)?.at ?? -Infinity) > seenAt) return
    const latest = { ...one, about, at: seenAt }
    seen.set(one.check, latest)
    if (!settings && one.status === 'healthy') seen.delete(one.check)
    void keeper.change((book, now) => followReport(book, latest, now))
  }

  return {
    follow: ({ at: seenAt, incident }) => report({ check: incident.check, status: incident.status, incident }, seenAt),
    passed({ check, to, incident, at: seenAt }) {
      if (to === 'healthy' && incident === undefined) report({ check, status: to }, seenAt)
    },
    followSelf({ name, status, at: seenAt, message }) {
      if (name !== STORAGE_FAULT) return
      const before = seen.get(name)?.incident
      if (!before && status === 'healthy') return
      const { id = `${name}@${seenAt.toString(36)}`, openedAt = seenAt, worst = status } = before ?? {}
      const over = status === 'healthy' && { resolvedAt: seenAt }
      report(
        {
          check: name,
          status,
          incident: { id, check: name, kind: 'monitor', status, worst, openedAt, message, ...over },
        },
        seenAt,
      )
    },
    listen(listener) {
      const key = Symbol(CALLBACK)
      listeners.set(key, listener)
      return () => void listeners.delete(key)
    },
    firing() {
      const book = keeper.book()
      const now = context()
      const members = membersByGroup(book)
      return Object.values(book.groups)
        .filter(({ firedAt }) => firedAt !== undefined)
        .map((group) => {
          const open = members.get(group.key) ?? []
          return describeGroup(
            group,
            'fired',
            open.map(({ check }) => check),
            book,
            now,
          )
        })
    },
    async acknowledge(id, how = {}) {
      let isKnown = false
      await keeper.change((book, now) => void (isKnown = acknowledge(book, id, how, now)))
      if (!isKnown) throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_ALERT', { what: 'alert', id })
    },
    async silence(silence) {
      const id = randomUUID().slice(0, 8)
      const from = clock.now()
      await keeper.change((book) => keepSilence(book, { id, from, ...silence }))
      return id
    },
    async unsilence(id) {
      let isKnown = false
      await keeper.change((book) => void (isKnown = endSilence(book, id)))
      if (!isKnown) throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_ALERT', { what: 'silence', id })
    },
    silences: () => keeper.book().silences,
    deliveries: () => listDeliveries(keeper.book(), clock.now() - at()),
    async test(target) {
      const route = policy.routes.find(({ name }) => name === target)
      const names = route ? route.notify : target === undefined ? notifiers.map(({ name }) => name) : [target]
      const chosen = names.flatMap((name) => find(name) ?? [])
      if (target !== undefined && chosen.length === 0)
        throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_ALERT', { what: 'route or notifier', id: target })
      return Promise.all(
        chosen.map(async (notifier) => {
          const { firing, resolved } = makeTestAlert(service, clock.now())
          const first = await deliverer.sendNow(notifier, { id: firing.id, alert: firing })
          const result = first.isSent
            ? await deliverer.sendNow(notifier, { id: `${resolved.id}-end`, alert: resolved })
            : first
          return { notifier: notifier.name, isSent: result.isSent, ...(!result.isSent && { error: result.error }) }
        }),
      )
    },
    statistics: () => ({
      states: countStates(keeper.book()),
      waiting: keeper.book().queue.length,
      deliveries: deliverer.counts(),
    }),
    async close() {
      await keeper.change(() => {})
      await deliverer.settled()
      // Whoever comes next need not wait until this one is taken for dead.
      isClosing = true
      seen.clear()
      await keeper.change((book) => {
        for (const { reports } of Object.values(book.troubles)) delete reports[me]
      })
      await keeper.close()
    },
  }
}

function listDeliveries({ queue, finished }: AlertBook, toWallMs: number): Delivery[] {
  const waiting = queue.map(({ id, notifier, reason, alert, attempts, nextAt, error }): Delivery => ({
    id,
    notifier,
    reason,
    alert: alert.id,
    summary: alert.summary,
    result: attempts === 0 ? 'waiting' : 'failing',
    attempts,
    at: Math.round(nextAt + toWallMs),
    ...(error !== undefined && { error }),
  }))
  return [...finished, ...waiting]
}

function countStates({ troubles, groups }: AlertBook): Record<string, number> {
  const all = Object.values(troubles)
  const acknowledged = Object.values(groups).filter((group) => group.acknowledged).length
  return {
    firing: Object.values(groups).filter(({ firedAt }) => firedAt !== undefined).length - acknowledged,
    acknowledged,
    silenced: all.filter(({ isMuted }) => isMuted).length,
    suppressed: all.filter(({ isExplained, isMuted, group }) => isExplained && !isMuted && group === undefined).length,
  }
}
