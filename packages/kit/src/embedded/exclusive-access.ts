import { KitError } from '../kit-error.ts'

export interface ExclusiveAccess {
  /** Waits for its turn; call what it returns to give the turn to the next. */
  acquire: () => Promise<() => void>
  readonly waiting: number
  readonly isTaken: boolean
}

/** One at a time, in the order in which they asked; nobody waits for ever. */
export function createExclusiveAccess(timeoutMs: number): ExclusiveAccess {
  const queue = new Set<() => void>()
  let isTaken = false

  function give(): void {
    const [next] = queue
    if (!next) return void (isTaken = false)
    queue.delete(next)
    next()
  }

  function turn(): () => void {
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      give()
    }
  }

  async function acquire(): Promise<() => void> {
    if (!isTaken) {
      isTaken = true
      return turn()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    queue.add(resolve)
    const timer = setTimeout(() => {
      if (queue.delete(resolve)) reject(new KitError('SW_ERR_KIT_EMBEDDED_BUSY', { timeoutMs }))
    }, timeoutMs)
    await promise.finally(() => clearTimeout(timer))
    return turn()
  }

  return {
    acquire,
    get waiting() {
      return queue.size
    },
    get isTaken() {
      return isTaken
    },
  }
}
