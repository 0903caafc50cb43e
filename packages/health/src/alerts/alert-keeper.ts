import type { HistoryStore } from '../history/history-store.ts'
import type { Clock } from '../model/clock.ts'
import { describeError } from '../text/describe-error.ts'
import { copyBook, emptyBook, readBook, type AlertBook } from './state/alert-book.ts'
import type { AlertContext } from './state/alert-context.ts'
import { mergeBooks } from './state/merge-books.ts'
import { nextStepAt } from './state/step.ts'

/** A store that takes longer counts as one that fails; what it did all the same is seen when it is read again. */
const STORE_TIMEOUT_MS = 5_000
const EMPTY = JSON.stringify(emptyBook())
/** Keeping the book takes at most a tenth of the time. */
const SHARE = 9
const MAX_REST_MS = 1_000
/** Times to try again when another monitor was first. */
const MAX_CONFLICTS = 50

export interface AlertKeeperParts {
  store: HistoryStore | undefined
  key: string
  clock: Clock
  leaseMs: number
  context: () => AlertContext
  /** Everything that is due: the same for every attempt to save. */
  update: (book: AlertBook, context: AlertContext) => void
  /** Called after each change that counts: only now may anything be sent. */
  onKept: (book: AlertBook) => void
  tell: (status: 'warning' | 'healthy', message: string) => void
}

export type BookChange = (book: AlertBook, context: AlertContext) => void

export interface AlertKeeper {
  book(): AlertBook
  /** Resolves when it is kept, in the store or, while that fails, in memory. */
  change(change: BookChange): Promise<void>
  isAlive(instance: string): boolean
  close(): Promise<void>
}

/**
 * Keeps the book in the store, which several monitors may share: it is written only if nobody else was first, otherwise read
 * again and changed again. While the store fails, everything goes on in memory.
 */
export function createAlertKeeper(parts: AlertKeeperParts): AlertKeeper {
  const { store, key, clock, leaseMs, context, update, onKept, tell } = parts
  const shared = store?.load && store.save ? (store as Required<Pick<HistoryStore, 'load' | 'save'>>) : undefined
  let book = emptyBook()
  let version = 0
  let savedText = EMPTY
  /** Not what the store has: it failed meanwhile. */
  let isApart = false
  let readAt = -Infinity
  let pending: BookChange[] = []
  let running: Promise<void> | undefined
  let cancelTimer = (): void => {}
  let isClosed = false
  let tookMs = 0
  const beats = new Map<string, { beat: number; at: number }>()

  function change(one: BookChange): Promise<void> {
    pending.push(one)
    return sync()
  }

  function sync(): Promise<void> {
    return (running ??= run().catch((error: unknown) => {
      running = undefined
      tell('warning', `alerts could not be sent: ${describeError(error)}`)
    }))
  }

  async function run(): Promise<void> {
    // What happens in the same turn is kept in one go; with a large book or a slow store, what happens in a longer time.
    const restMs = Math.min(SHARE * tookMs, MAX_REST_MS)
    await (restMs < 1
      ? undefined
      : new Promise<void>((resolve) => void clock.after(restMs, resolve, { keepAlive: true })))
    const start = clock.monotonic()
    do {
      const changes = pending
      pending = []
      await keep(changes)
      onKept(book)
    } while (pending.length > 0)
    running = undefined
    tookMs = clock.monotonic() - start
    schedule()
  }

  async function keep(changes: readonly BookChange[]): Promise<void> {
    let error: unknown
    try {
      for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
        if (shared && clock.monotonic() - readAt >= leaseMs) await read()
        const draft = changed(changes)
        const text = JSON.stringify(draft)
        const isKept = !shared || text === savedText || (await inTime(shared.save(key, text, version)))
        if (isKept) {
          book = draft
          if (text !== savedText) version++
          savedText = text
          return
        }
        readAt = -Infinity
      }
      error = new Error('other monitors were always first')
    } catch (thrown) {
      error = thrown
    }
    try {
      book = changed(changes)
    } catch (thrown) {
      // Nothing that a store may hold stops the service, or later alerts.
      book = emptyBook()
      error = thrown
    }
    readAt = -Infinity
    if (!isApart)
      tell('warning', `alerts are kept in memory only, since the store ${store?.name} failed: ${describeError(error)}`)
    isApart = true
  }

  function changed(changes: readonly BookChange[]): AlertBook {
    const draft = copyBook(book)
    const now = context()
    for (const one of changes) one(draft, now)
    update(draft, now)
    return draft
  }

  async function read(): Promise<void> {
    const found = await inTime(shared!.load(key))
    readAt = clock.monotonic()
    if (isApart || (found?.version ?? 0) !== version) {
      const theirs = (found && readBook(found.text)) ?? emptyBook()
      book = isApart ? mergeBooks(readBook(savedText) ?? emptyBook(), theirs, book) : theirs
      version = found?.version ?? 0
      savedText = found?.text ?? EMPTY
    }
    if (isApart) tell('healthy', `alerts are kept in the store ${store?.name} again`)
    isApart = false
    for (const [instance, beat] of Object.entries(book.instances))
      if (beats.get(instance)?.beat !== beat) beats.set(instance, { beat, at: readAt })
    for (const instance of beats.keys()) if (book.instances[instance] === undefined) beats.delete(instance)
  }

  function inTime<T>(operation: T | Promise<T>): T | Promise<T> {
    if (!(operation instanceof Promise)) return operation
    return new Promise<T>((resolve, reject) => {
      const cancel = clock.after(STORE_TIMEOUT_MS, () => reject(new Error('no answer within 5 s')))
      operation.then(resolve, reject).finally(cancel)
    })
  }

  function schedule(): void {
    cancelTimer()
    if (isClosed) return
    const now = context()
    const isIdle = Object.keys(book.troubles).length === 0 && book.queue.length === 0
    const delayMs = Math.min(nextStepAt(book, now) - now.at, isIdle ? leaseMs : leaseMs / 3)
    cancelTimer = clock.after(Math.max(delayMs, 1), () => void sync())
  }

  void sync()
  return {
    book: () => book,
    change,
    isAlive: (instance) => {
      const known = beats.get(instance)
      return known === undefined || clock.monotonic() - known.at < leaseMs
    },
    async close() {
      await running
      isClosed = true
      cancelTimer()
    },
  }
}
