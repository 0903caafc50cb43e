import type { Clock } from '../model/clock.ts'
import type { IncidentEvent, SelfEvent } from '../model/health-events.ts'
import type { ServiceInfo } from '../model/health-snapshot.ts'
import { describeError } from '../text/describe-error.ts'
import { createAlertBook } from './alert-book.ts'
import type { Alert, Notifier } from './notifier.ts'

/** Longest time that one delivery may take. */
const SEND_TIMEOUT_MS = 10_000

export interface AlertsOptions {
  service: Readonly<ServiceInfo>
  notifiers: readonly Notifier[]
  clock: Clock
  onSelf: (event: SelfEvent) => void
}

/** What came of sending, for metrics. */
export interface DeliveryCount {
  notifier: string
  result: 'sent' | 'failed'
  count: number
}

export interface Alerts {
  /** Takes in what happened to an incident. */
  follow(event: IncidentEvent): void
  /** Adds somebody to be told; what it returns takes them out again. */
  add(notifier: Notifier): () => void
  firing(): readonly Alert[]
  deliveries(): readonly DeliveryCount[]
  close(): Promise<void>
}

/** From incidents to notifiers. A notifier that fails or hangs is told about and harms no other. */
export function createAlerts({ service, notifiers, clock, onSelf }: AlertsOptions): Alerts {
  const book = createAlertBook(service)
  const told = new Set(notifiers)
  const counts = new Map<string, DeliveryCount>()
  const sending = new Set<Promise<void>>()

  function count(notifier: string, result: DeliveryCount['result']): void {
    const key = `${notifier} ${result}`
    counts.set(key, { notifier, result, count: (counts.get(key)?.count ?? 0) + 1 })
  }

  async function send(notifier: Notifier, alert: Alert): Promise<void> {
    const controller = new AbortController()
    let cancel = (): void => {}
    const timeout = new Promise<never>((_, reject) => {
      cancel = clock.after(SEND_TIMEOUT_MS, () => {
        reject(new Error(`not delivered within ${SEND_TIMEOUT_MS / 1000} s`))
        controller.abort()
      })
    })
    try {
      await Promise.race([Promise.resolve(notifier.send(alert, { signal: controller.signal })), timeout])
      count(notifier.name, 'sent')
    } catch (error) {
      count(notifier.name, 'failed')
      const message = `the notifier ${notifier.name} failed: ${describeError(error)}`
      onSelf({
        name: 'self:notifier',
        status: 'warning',
        at: clock.now(),
        message,
        metadata: { notifier: notifier.name },
      })
    } finally {
      cancel()
    }
  }

  return {
    follow(event) {
      const alert = book.follow(event)
      if (!alert) return
      for (const notifier of told) {
        const delivery = send(notifier, alert).finally(() => sending.delete(delivery))
        sending.add(delivery)
      }
    },
    add(notifier) {
      told.add(notifier)
      return () => void told.delete(notifier)
    },
    firing: () => book.firing(),
    deliveries: () => [...counts.values()],
    async close() {
      await Promise.all(sending)
    },
  }
}
