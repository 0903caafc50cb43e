import type { RedisClient, RedisSubscriber, RedisWithMessages } from '../redis/redis-client.ts'
import type { Invalidation } from './invalidation.ts'

export interface InvalidationFeedOptions {
  client: RedisClient | RedisWithMessages
  channel: string
  instance: string
  /** How often the count on Redis is compared with what was heard. */
  syncMs: number
  readEpoch: () => Promise<number | undefined>
  onInvalidation: (invalidation: Invalidation) => void
  /** Something was said that was not heard; nobody knows what. */
  onMissed: () => void
}

/** What other instances say, and whether all of it was heard. */
export interface InvalidationFeed {
  /** Compares with what is on Redis now: what was not heard by now, as after an outage, was missed. */
  sync: (epoch: number) => void
  close: () => void
}

/**
 * Messages are numbered by the epoch, so a gap shows that one was missed; and if none comes at all, as over a connection
 * that died without a word, the epoch on Redis moves away from the one heard last.
 */
export function createInvalidationFeed(options: InvalidationFeedOptions): InvalidationFeed {
  const { client, channel, instance, syncMs, readEpoch, onInvalidation, onMissed } = options
  let heard: number | undefined
  /** What the last comparison found. Either side has to have caught up with the other by the next one. */
  let last: { epoch: number; heard: number } | undefined
  let isListening = false
  let isClosed = false
  const subscriber = canDuplicate(client) ? listen(client) : undefined
  const timer = setInterval(() => void look(), syncMs).unref()

  function listen(origin: RedisWithMessages): RedisSubscriber {
    const connection = origin.duplicate({ enableOfflineQueue: true, lazyConnect: false, maxRetriesPerRequest: null })
    // Reconnecting is the client's; whatever is said meanwhile is found by comparing.
    connection.on('error', () => (isListening = false))
    connection.on('message', (_, text) => hear(text))
    connection.on('ready', () => void subscribe(connection))
    return connection
  }

  async function subscribe(connection: RedisSubscriber): Promise<void> {
    try {
      await connection.subscribe(channel)
      isListening = true
      const epoch = await readEpoch()
      if (epoch !== undefined) sync(epoch)
    } catch {
      isListening = false
    }
  }

  function hear(text: string): void {
    const space = text.indexOf(' ')
    const epoch = Number(text.slice(0, space))
    if (heard !== undefined && epoch !== heard + 1) onMissed()
    heard = epoch
    const { kind, name, instance: sender } = JSON.parse(text.slice(space + 1)) as Invalidation & { instance: string }
    if (sender !== instance) onInvalidation({ kind, name })
  }

  async function look(): Promise<void> {
    const epoch = await readEpoch()
    if (epoch === undefined || isClosed) return
    if (!isListening || heard === undefined || last === undefined) return sync(epoch)
    // A message may be on its way; a second time it is not.
    if (heard < last.epoch || epoch < last.heard) return sync(epoch)
    last = { epoch, heard }
  }

  function sync(epoch: number): void {
    if (heard !== epoch) onMissed()
    heard = epoch
    last = { epoch, heard }
  }

  return {
    sync,
    close: () => {
      isClosed = true
      clearInterval(timer)
      subscriber?.disconnect()
    },
  }
}

function canDuplicate(client: RedisClient | RedisWithMessages): client is RedisWithMessages {
  return 'duplicate' in client
}
