import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { DeliveryError } from '../../alerts/delivery-error.ts'

export interface SmtpReply {
  code: number
  lines: string[]
}

/** Longest reply that is read. */
const MAX_REPLY_BYTES = 64 * 1024

/** Commands and replies of SMTP (RFC 5321), one after the other. */
export class SmtpConnection {
  #socket: Socket
  #buffer = ''
  #waiting: { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void } | undefined
  #failed: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#listen()
  }

  static open(where: { host: string; port: number; tls?: ConnectionOptions }, signal: AbortSignal): SmtpConnection {
    const { host, port, tls } = where
    const socket = tls ? connectTls({ host, port, ...serverName(host), ...tls }) : connectTcp({ host, port })
    const connection = new SmtpConnection(socket)
    signal.addEventListener('abort', () => connection.close(new Error('not delivered in time')), { once: true })
    return connection
  }

  /** Goes on encrypted. What came in clear after the answer to STARTTLS may be from somebody else. */
  async upgrade(host: string, tls: ConnectionOptions): Promise<void> {
    if (this.#buffer !== '') throw new DeliveryError('the mail server sent something before encryption began')
    const plain = this.#socket
    plain.removeAllListeners('data')
    const socket = connectTls({ socket: plain, ...serverName(host), ...tls })
    this.#socket = socket
    this.#listen()
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      this.#waiting = { resolve: () => resolve(), reject }
    })
    this.#waiting = undefined
  }

  /** Sends a command, if there is one, and waits for the reply; `expected` is the first digit of a good one. */
  async ask(command: string | undefined, expected: 2 | 3, what: string): Promise<SmtpReply> {
    if (command !== undefined) this.#socket.write(`${command}\r\n`)
    const reply = await this.#read()
    if (Math.floor(reply.code / 100) === expected) return reply
    // The text of a reply may repeat an address, never a password: the command is not shown.
    const text = `the mail server refused ${what}: ${reply.code} ${reply.lines[0] ?? ''}`
    throw new DeliveryError(text, { isPermanent: reply.code >= 500 })
  }

  /** A line that begins with a dot gets another one, so that none ends the message. */
  send(message: string): void {
    this.#socket.write(
      `${message
        .replace(/\r?\n|\r/g, '\r\n')
        .replace(/^\./gm, '..')
        .replace(/(?<!\r\n)$/, '\r\n')}`,
    )
  }

  close(error?: Error): void {
    if (error) this.#fail(error)
    this.#socket.destroy()
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the mail server closed the connection')))
    socket.on('data', (chunk: Buffer) => {
      this.#buffer += chunk.toString('latin1')
      if (this.#buffer.length > MAX_REPLY_BYTES) this.close(new Error('the mail server sent too long a reply'))
      else this.#settle()
    })
  }

  #read(): Promise<SmtpReply> {
    return new Promise((resolve, reject) => {
      if (this.#failed) return reject(this.#failed)
      this.#waiting = { resolve, reject }
      this.#settle()
    })
  }

  #settle(): void {
    if (!this.#waiting) return
    const end = /^(\d{3})(?: [^\r\n]*)?\r?\n/m.exec(this.#buffer)
    if (!end) return
    const text = this.#buffer.slice(0, end.index + end[0].length)
    this.#buffer = this.#buffer.slice(text.length)
    const lines = text
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.slice(4))
    const { resolve } = this.#waiting
    this.#waiting = undefined
    resolve({ code: Number(end[1]), lines })
  }

  #fail({ message, code }: NodeJS.ErrnoException): void {
    this.#failed ??= new DeliveryError(`the mail server cannot be reached: ${code ?? message}`)
    this.#waiting?.reject(this.#failed)
    this.#waiting = undefined
  }
}

/** An IP address is no name for SNI. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host }
}
