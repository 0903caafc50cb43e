import type { RedisClient } from './redis-client.ts'

export interface RedisGateOptions {
  client: RedisClient
  /** Longest wait for an answer. */
  timeoutMs: number
  /** How often a Redis that did not answer is asked whether it is back. */
  retryMs: number
  /** Done when Redis is back, before anybody else uses it; while it fails, Redis is not back. */
  onBack?: () => Promise<unknown>
  /** Told when Redis goes and when it comes back. */
  onChange?: (state: 'open' | 'closed', error?: Error) => void
}

/** The only way to Redis for code that has to go on without it. */
export interface RedisGate {
  /** The answer, or undefined when there is none; never throws. Nobody waits while Redis is known to be gone. */
  run: <T>(command: () => Promise<T>) => Promise<T | undefined>
  /** A command past the gate, with the same limit of time; throws. For `onBack`, while the gate is still open. */
  ask: <T>(command: () => Promise<T>) => Promise<T>
  readonly state: 'open' | 'closed'
  /** Commands that got no answer, or an error for one. */
  readonly errors: number
  close: () => void
}

/**
 * A circuit breaker. The question whether Redis is back is asked beside the requests and not by one of them, so that no
 * request waits for the time limit once the first ones have.
 */
export function createRedisGate({ client, timeoutMs, retryMs, onBack, onChange }: RedisGateOptions): RedisGate {
  let isOpen = false
  let isClosed = false
  let errors = 0
  let timer: NodeJS.Timeout | undefined

  async function run<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (isOpen || isClosed) return undefined
    try {
      return await withLimit(command(), timeoutMs)
    } catch (error) {
      errors++
      if (!isReply(error)) open(error as Error)
      return undefined
    }
  }

  function open(error: Error): void {
    if (isOpen || isClosed) return
    isOpen = true
    onChange?.('open', error)
    askAgain()
  }

  function askAgain(): void {
    timer = setTimeout(() => void lookForIt(), retryMs).unref()
  }

  async function lookForIt(): Promise<void> {
    try {
      await withLimit(client.call('PING'), timeoutMs)
      await onBack?.()
    } catch {
      if (!isClosed) askAgain()
      return
    }
    if (isClosed) return
    isOpen = false
    onChange?.('closed')
  }

  return {
    run,
    ask: (command) => withLimit(command(), timeoutMs),
    get state() {
      return isOpen ? 'open' : 'closed'
    },
    get errors() {
      return errors
    },
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Redis answered, if only with an error: it is there. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

/** Rejects when there is no answer in time. */
function withLimit<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(new Error(`Redis did not answer within ${timeoutMs} ms`))
    // Timers come before sockets: after a blocked event loop the answer may be here and only not read yet.
    const timer = setTimeout(() => setImmediate(refuse), timeoutMs)
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error as Error)
      },
    )
  })
}
