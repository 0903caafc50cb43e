import { hostname } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import { DeliveryError } from '../../alerts/delivery-error.ts'
import { SmtpConnection, type SmtpReply } from './smtp-connection.ts'

export interface SmtpServer {
  host: string
  port: number
  /** Encrypted from the beginning; otherwise with STARTTLS, if the server offers it. */
  secure: boolean
  user?: string
  password?: string
  /** Refuse to go on in clear. */
  requireTls: boolean
  tls: ConnectionOptions
}

export interface SmtpMessage {
  from: string
  to: readonly string[]
  message: string
}

/** Hands one message to a server. Recipients that it refuses are left out, unless it refuses all. */
export async function sendMail(server: SmtpServer, mail: SmtpMessage, signal: AbortSignal): Promise<void> {
  const { host, port, secure, tls } = server
  const connection = SmtpConnection.open({ host, port, ...(secure && { tls }) }, signal)
  try {
    await connection.ask(undefined, 2, 'the connection')
    const offers = await greet(connection, server)
    await authenticate(connection, server, offers)
    await connection.ask(`MAIL FROM:<${mail.from}>`, 2, 'the sender')
    await addRecipients(connection, mail.to)
    await connection.ask('DATA', 3, 'the message')
    connection.send(mail.message)
    await connection.ask('.', 2, 'the message')
    await connection.ask('QUIT', 2, 'the end').catch(() => {})
  } finally {
    connection.close()
  }
}

async function greet(connection: SmtpConnection, { host, secure, requireTls, tls }: SmtpServer): Promise<SmtpReply> {
  const name = hostname().replace(/[^A-Za-z0-9.-]/g, '') || 'localhost'
  const offers = await connection.ask(`EHLO ${name}`, 2, 'EHLO')
  if (secure) return offers
  if (!offersOf(offers).includes('STARTTLS')) {
    if (requireTls) throw new DeliveryError('the mail server offers no encryption (STARTTLS)', { isPermanent: true })
    return offers
  }
  await connection.ask('STARTTLS', 2, 'STARTTLS')
  await connection.upgrade(host, tls)
  return connection.ask(`EHLO ${name}`, 2, 'EHLO')
}

/** PLAIN (RFC 4616) where it is offered, otherwise LOGIN. */
async function authenticate(
  connection: SmtpConnection,
  { user, password }: SmtpServer,
  offers: SmtpReply,
): Promise<void> {
  if (user === undefined || password === undefined) return
  const methods = offersOf(offers).find((line) => /^AUTH[ =]/.test(line)) ?? ''
  if (/\bPLAIN\b/.test(methods)) {
    await connection.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 2, 'the user or the password')
  } else if (/\bLOGIN\b/.test(methods)) {
    await connection.ask('AUTH LOGIN', 3, 'AUTH LOGIN')
    await connection.ask(base64(user), 3, 'the user')
    await connection.ask(base64(password), 2, 'the user or the password')
  } else throw new DeliveryError('the mail server offers neither AUTH PLAIN nor AUTH LOGIN', { isPermanent: true })
}

async function addRecipients(connection: SmtpConnection, to: readonly string[]): Promise<void> {
  let refused: unknown
  let accepted = 0
  for (const address of to) {
    try {
      await connection.ask(`RCPT TO:<${address}>`, 2, 'a recipient')
      accepted++
    } catch (error) {
      refused = error
    }
  }
  if (accepted === 0) throw refused
}

function offersOf({ lines }: SmtpReply): string[] {
  return lines.map((line) => line.toUpperCase())
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
