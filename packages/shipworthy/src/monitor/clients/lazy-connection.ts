/** A connection that is made when it is first needed, and made anew when it was lost. */
export interface LazyConnection<Connection> {
  get: () => Promise<Connection>
  /** Ends the one there is; one that is being made ends as soon as it is there. */
  close: () => Promise<unknown>
}

/** What connecting comes to. */
export interface Connected<Connection> {
  connection: Connection
  isLost: () => boolean
  end: () => PromiseLike<unknown>
}

/** For clients that do not connect by themselves. All that ask at the same time get the same. */
export function lazyConnection<Connection>(connect: () => Promise<Connected<Connection>>): LazyConnection<Connection> {
  let current: Promise<Connected<Connection>> | undefined
  let isClosed = false

  async function get(): Promise<Connection> {
    if (isClosed) throw new Error('the connection is closed')
    const asked = (current ??= connect())
    try {
      const { connection, isLost } = await asked
      if (!isLost()) return connection
    } catch (error) {
      forget(asked)
      throw error
    }
    forget(asked)
    return get()
  }

  function forget(lost: Promise<unknown>): void {
    if (current === lost) current = undefined
  }

  return {
    get,
    async close() {
      isClosed = true
      await current?.then(
        ({ end }) => end(),
        () => {},
      )
    },
  }
}
