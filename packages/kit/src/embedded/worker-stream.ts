import { Duplex } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import { createRequestFrames } from './request-frames.ts'

/**
 * AuthenticationOk, then ReadyForQuery outside a transaction: there is nobody to ask for a password here
 * (PostgreSQL 18 manual, 54.7).
 */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

/** What `pg` takes for a socket: PostgreSQL's protocol, to and from the thread in which PGlite runs. */
export class WorkerStream extends Duplex {
  readonly #worker: Worker
  readonly #frames = createRequestFrames()
  #isWelcomed = false

  constructor(worker: Worker) {
    super()
    this.#worker = worker
    worker.on('message', (message: unknown) => {
      if (message instanceof Uint8Array) this.push(message)
    })
    worker.once('error', (error) => this.destroy(error))
    worker.once('exit', () => this.destroy())
  }

  connect(): this {
    setImmediate(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {
    // What PGlite answers is pushed when it comes.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    for (const request of this.#frames.push(chunk)) {
      if (!this.#isWelcomed) {
        this.#isWelcomed = true
        this.push(WELCOME)
      } else this.#worker.postMessage(Uint8Array.from(request))
    }
    done()
  }
}
