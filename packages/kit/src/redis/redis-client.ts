/** What the kit uses of a Redis client: an ioredis client is one. */
export interface RedisClient {
  call(command: string, ...args: (string | number)[]): Promise<unknown>
}

/** A second connection for messages: a connection that has subscribed takes no other commands. */
export interface RedisSubscriber {
  subscribe(channel: string): Promise<unknown>
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  disconnect(): void
}

/** A client that can be asked for a second connection. */
export interface RedisWithMessages extends RedisClient {
  duplicate(override?: RedisSubscriberSettings): RedisSubscriber
}

/** Waiting for Redis is what a subscriber is for; a client on the path of a request must not. */
export interface RedisSubscriberSettings {
  enableOfflineQueue: true
  lazyConnect: false
  maxRetriesPerRequest: null
}
