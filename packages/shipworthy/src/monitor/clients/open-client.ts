/** A client of a server, and its end. Clients connect when they are first used. */
export interface OpenClient {
  client: unknown
  close: () => Promise<unknown>
}

/** Who needs a client, for messages, and the folder of the configuration, where its package is looked for first. */
export interface ClientUse {
  user: string
  folder: string
}

/** Longest time that a connection may take to come about. */
export const CONNECT_TIMEOUT_MS = 5_000

/** What a client loses is seen by the next check; unheard it would end this process. */
export function ignore(): void {}
