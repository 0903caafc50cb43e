/** Takes a connection out of a pool; rejects when the signal aborts. */
export type Lease<C> = (signal: AbortSignal) => Promise<C>

/**
 * At most one request waits in the pool, however many runs give up on it; a connection that comes when nobody wants it any
 * more goes straight back.
 */
export function createLease<C extends { release(): void }>(acquire: () => PromiseLike<C>): Lease<C> {
  let taker: { resolve: (connection: C) => void; reject: (error: unknown) => void } | undefined
  let isAsked = false

  async function ask(): Promise<void> {
    isAsked = true
    try {
      const connection = await acquire()
      if (taker) taker.resolve(connection)
      else connection.release()
    } catch (error) {
      taker?.reject(error)
    } finally {
      isAsked = false
      taker = undefined
    }
  }

  return (signal) =>
    new Promise<C>((resolve, reject) => {
      const mine = { resolve, reject }
      signal.addEventListener(
        'abort',
        () => {
          if (taker === mine) taker = undefined
          reject(signal.reason)
        },
        { once: true },
      )
      taker = mine
      if (!isAsked) void ask()
    })
}
