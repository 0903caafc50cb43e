import { EventEmitter } from 'node:events'
import type { PgClient, PgResult } from '../database/pg-pool.ts'
import type { Channels } from './channels.ts'
import type { EmbeddedSession } from './embedded-session.ts'
import { namesConnection, readListenStatement } from './listen-statement.ts'

/** What BullMQ and others hear of a notification, as `pg` has it. */
export interface EmbeddedNotification {
  channel: string
  payload?: string
}

const NOTHING: PgResult<never> = { rows: [], rowCount: null }

/**
 * A connection of the pool. There is one session for all, so from its first statement until it is released nobody else
 * has a turn: what pools of several connections do with locks happens here by waiting. A connection that listens is the
 * exception; as it is kept for ever, it takes a turn for each statement or transaction.
 */
export class EmbeddedClient extends EventEmitter implements PgClient {
  readonly #session: EmbeddedSession
  readonly #channels: Channels<EmbeddedClient>
  readonly #searchPath: string | undefined
  #giveBack: (() => void) | undefined
  #isListening = false
  #isReleased = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(session: EmbeddedSession, channels: Channels<EmbeddedClient>, searchPath: string | undefined) {
    super()
    this.#session = session
    this.#channels = channels
    this.#searchPath = searchPath
  }

  /** Statements of one connection run one after the other. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<PgResult<Row>> {
    if (this.#isReleased) return Promise.reject(new Error('the connection was released; it cannot be used any more'))
    const result = this.#last.then(() => this.#run(text, values))
    this.#last = result.catch(() => undefined)
    return result
  }

  release(broken?: Error | boolean): void {
    if (this.#isReleased) throw new Error('the connection was released already')
    this.#isReleased = true
    this.#last = this.#last.then(() => this.#leave(Boolean(broken))).catch(() => undefined)
  }

  async #run(text: string, values: readonly unknown[] | undefined): Promise<PgResult<never>> {
    const listen = readListenStatement(text)
    if (listen) this.#isListening = true
    const sql = listen ? this.#channels.apply(this, listen) : text
    if (sql === undefined) return { ...NOTHING }
    this.#giveBack ??= await this.#session.acquire(this.#searchPath)
    try {
      return await this.#session.run(sql, values)
    } finally {
      const isKept = !this.#isListening && !namesConnection(text)
      if (!isKept && !this.#session.inTransaction()) this.#endTurn()
    }
  }

  async #leave(broken: boolean): Promise<void> {
    const unlisten = this.#channels.leave(this)
    if (unlisten.length > 0) this.#giveBack ??= await this.#session.acquire(this.#searchPath)
    if (!this.#giveBack) return
    try {
      await this.#session.tidy(broken && !this.#isListening)
      for (const sql of unlisten) await this.#session.run(sql)
    } finally {
      this.#endTurn()
    }
  }

  #endTurn(): void {
    this.#giveBack?.()
    this.#giveBack = undefined
  }
}
