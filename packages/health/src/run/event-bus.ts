import type { HealthEventName, HealthEvents } from '../model/health-events.ts'

/** Events a slow subscriber may be behind before the oldest are dropped. */
const MAX_WAITING = 1_000
/** Deliveries in one go before others get a turn. */
const BATCH = 64

/** What it returns is waited for if it is a promise, and otherwise ignored. */
export type Listener<Name extends HealthEventName> = (event: HealthEvents[Name]) => unknown

export interface SubscriberStatistics {
  subscriber: string
  waiting: number
  dropped: number
  failed: number
}

export interface EventBus {
  /** `subscriber` names it in statistics. Returns what ends the subscription. */
  on<Name extends HealthEventName>(name: Name, listener: Listener<Name>, subscriber?: string): () => void
  emit<Name extends HealthEventName>(name: Name, event: HealthEvents[Name]): void
  statistics(): SubscriberStatistics[]
  /** Resolves when everything emitted so far has been delivered. */
  flush(): Promise<void>
}

interface Subscription {
  name: HealthEventName
  deliver: (event: never) => unknown
  subscriber: string
  queue: unknown[]
  dropped: number
  failed: number
  /** The delivery that goes on. */
  draining: Promise<void> | undefined
  open: boolean
}

/**
 * Hands events to subscribers, each behind a bounded queue of its own. Who emits never waits and never sees an error: a store
 * that is slow or gone costs the checks nothing. When a queue is full the oldest events are dropped and counted.
 */
export function createEventBus(onFailure: (subscriber: string, error: unknown) => void): EventBus {
  const subscriptions = new Set<Subscription>()

  async function drain(subscription: Subscription): Promise<void> {
    await undefined
    for (let count = 1; subscription.queue.length > 0 && subscription.open; count++) {
      const event = subscription.queue.shift()
      try {
        await subscription.deliver(event as never)
      } catch (error) {
        subscription.failed++
        // A subscriber of `self` that fails must not be told about it for ever.
        if (subscription.name !== 'self') onFailure(subscription.subscriber, error)
      }
      if (count % BATCH === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    }
    subscription.draining = undefined
  }

  return {
    on(name, listener, subscriber = `${name} listener`) {
      const subscription: Subscription = {
        name,
        deliver: listener,
        subscriber,
        queue: [],
        dropped: 0,
        failed: 0,
        draining: undefined,
        open: true,
      }
      subscriptions.add(subscription)
      return () => {
        subscription.open = false
        subscriptions.delete(subscription)
      }
    },
    emit(name, event) {
      for (const subscription of subscriptions) {
        if (subscription.name !== name) continue
        if (subscription.queue.length >= MAX_WAITING) {
          subscription.queue.shift()
          subscription.dropped++
        }
        subscription.queue.push(event)
        subscription.draining ??= drain(subscription)
      }
    },
    statistics: () =>
      [...subscriptions].map(({ subscriber, queue, dropped, failed }) => ({
        subscriber,
        waiting: queue.length,
        dropped,
        failed,
      })),
    async flush() {
      await Promise.all([...subscriptions].map(({ draining }) => draining))
    },
  }
}
