import type { Alert } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import type { SelfEvent } from '../model/health-events.ts'
import type { AlertKeeper } from './alert-keeper.ts'
import type { Notifier } from './notifier.ts'
import { sendAlert, type SendResult } from './send-alert.ts'
import type { AlertBook, QueuedDelivery } from './state/alert-book.ts'
import { bury, dueDeliveries, noteFailed, noteSent } from './state/delivery-queue.ts'

/** What came of sending, for metrics: `dead` is what was given up. */
export interface DeliveryCount {
  notifier: string
  result: 'sent' | 'failed' | 'dead'
  count: number
}

export interface DelivererParts {
  clock: Clock
  random: () => number
  timeoutMs: number
  me: string
  at: () => number
  find: (notifier: string) => Notifier | undefined
  keeper: () => AlertKeeper
  onSelf: (event: SelfEvent) => void
}

export interface Deliverer {
  /** Sends what is due; one at a time to each notifier, so that one that hangs holds up no other. */
  deliver(book: AlertBook): void
  sendNow(notifier: Notifier, message: { id: string; alert: Alert }): Promise<SendResult>
  counts(): readonly DeliveryCount[]
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export function createDeliverer(parts: DelivererParts): Deliverer {
  const { clock, random, timeoutMs, me, at, find, keeper, onSelf } = parts
  /** Notifiers that something is being sent to. */
  const busy = new Set<string>()
  /** By id, until it is noted what came of it. */
  const underWay = new Map<string, Promise<void>>()
  const counts = new Map<string, DeliveryCount>()
  /** Notifiers that fail now: told once, not for every attempt. */
  const failing = new Set<string>()

  function count(notifier: string, result: DeliveryCount['result']): void {
    const key = `${notifier} ${result}`
    counts.set(key, { notifier, result, count: (counts.get(key)?.count ?? 0) + 1 })
  }

  function tell(notifier: string, status: SelfEvent['status'], message: string): void {
    onSelf({ name: 'self:notifier', status, at: clock.now(), message, metadata: { notifier } })
  }

  async function sendNow(notifier: Notifier, message: { id: string; alert: Alert }): Promise<SendResult> {
    const result = await sendAlert(notifier, message, clock, timeoutMs)
    const { name } = notifier
    count(name, result.isSent ? 'sent' : 'failed')
    if (result.isSent && failing.delete(name)) tell(name, 'healthy', `the notifier ${name} works again`)
    if (!result.isSent && !failing.has(name)) {
      failing.add(name)
      tell(name, 'warning', `the notifier ${name} failed: ${result.error}`)
    }
    return result
  }

  async function send(delivery: QueuedDelivery, notifier: Notifier): Promise<void> {
    const { id, alert } = delivery
    const result = await sendNow(notifier, { id, alert: freeze(alert) })
    // The next one need not wait until this is noted, unless it is about the same alert.
    busy.delete(notifier.name)
    deliver(keeper().book())
    let isDead = false
    await keeper().change((book, context) => {
      if (result.isSent) noteSent(book, id, context)
      else isDead = noteFailed(book, id, { ...result, random: random() }, context)
    })
    if (isDead) tellDead(delivery, `the notifier ${notifier.name} failed`)
  }

  async function giveUp(delivery: QueuedDelivery): Promise<void> {
    const error = 'there is no notifier of this name any more'
    await keeper().change((book, context) => {
      const found = book.queue.find(({ id }) => id === delivery.id)
      if (found) bury(book, found, error, context)
    })
    tellDead(delivery, error)
  }

  function tellDead({ notifier, alert }: QueuedDelivery, reason: string): void {
    count(notifier, 'dead')
    tell(notifier, 'critical', `an alert was given up, since ${reason}: ${alert.summary}`)
  }

  function deliver(book: AlertBook): void {
    for (const delivery of dueDeliveries(book, { me, at: at() })) {
      const { id, notifier: name } = delivery
      if (busy.has(name) || underWay.has(id)) continue
      const notifier = find(name)
      if (notifier) busy.add(name)
      const sending = (notifier ? send(delivery, notifier) : giveUp(delivery)).finally(() => {
        underWay.delete(id)
        deliver(keeper().book())
      })
      underWay.set(id, sending)
    }
  }

  return {
    deliver,
    sendNow,
    counts: () => [...counts.values()],
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}

function freeze(alert: Alert): Alert {
  for (const incident of alert.incidents) Object.freeze(incident)
  for (const part of [alert.incidents, alert.service, alert.labels]) Object.freeze(part)
  return Object.freeze(alert)
}
