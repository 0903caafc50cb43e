import type { PgPool, PgPoolClient, PgResult } from './pg-pool.ts'

/** A server that is paused, or a network that swallows packets, never says so. */
const DEADLINE_MS = 10_000

export type Query = (text: string, values: unknown[]) => Promise<PgResult>

/**
 * Does work on a connection of its own. Whatever fails or takes too long costs that connection: nobody knows what state it is
 * in, and with it the server ends what was begun.
 */
export async function withClient<T>(pool: PgPool, work: (query: Query) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    const error = new Error(`PostgreSQL gave no answer within ${DEADLINE_MS / 1_000} s`)
    timer = setTimeout(() => reject(error), DEADLINE_MS)
  })
  const connecting = pool.connect()
  let client: PgPoolClient | undefined
  let fault: Error | undefined
  // A connection that is lost between two statements tells it as an event, and nobody else listens meanwhile.
  const onError = (error: Error): void => void (fault ??= error)
  try {
    const given = (client = await Promise.race([connecting, deadline]))
    given.on?.('error', onError)
    return await Promise.race([work((text, values) => given.query(text, values)), deadline])
  } catch (error) {
    fault ??= error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    clearTimeout(timer)
    // One that is closed may still have something to say.
    if (!fault) client?.off?.('error', onError)
    if (client) client.release(fault)
    else void connecting.then((late) => late.release(), ignore)
  }
}

function ignore(): void {}
