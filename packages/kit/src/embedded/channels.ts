import type { ListenStatement } from './listen-statement.ts'

/** Who listens to what. The session is shared, so PostgreSQL is told of the first listener and of the end of the last. */
export interface Channels<Listener> {
  /** @returns The statement that PostgreSQL must be told, if any. */
  apply: (listener: Listener, statement: ListenStatement) => string | undefined
  /** Takes a listener off every channel. @returns What PostgreSQL must be told. */
  leave: (listener: Listener) => string[]
  listenersOf: (channel: string) => Listener[]
}

export function createChannels<Listener>(): Channels<Listener> {
  const channels = new Map<string, Set<Listener>>()

  function remove(listener: Listener, channel: string): string | undefined {
    const listeners = channels.get(channel)
    if (!listeners?.delete(listener) || listeners.size > 0) return undefined
    channels.delete(channel)
    return `UNLISTEN ${quote(channel)}`
  }
  const leave = (listener: Listener): string[] =>
    [...channels.keys()].map((channel) => remove(listener, channel)).filter((sql) => sql !== undefined)

  return {
    apply: (listener, { verb, channel }) => {
      if (verb === 'UNLISTEN')
        return channel === '*' ? leave(listener).join('; ') || undefined : remove(listener, channel)
      const listeners = channels.get(channel)
      if (listeners) return void listeners.add(listener)
      channels.set(channel, new Set([listener]))
      return `LISTEN ${quote(channel)}`
    },
    leave,
    listenersOf: (channel) => [...(channels.get(channel) ?? [])],
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
