import type { Transporter } from 'nodemailer'
import type { MailTransport } from './mail-transport.ts'

export interface SmtpOptions {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, which is encrypted with STARTTLS. */
  url: string
  /** Sends without encryption when the server offers none. Default: only to this machine. */
  allowPlain?: boolean
  /** Longest wait for the connection, and for each answer. Default 10 s. */
  timeoutMs?: number
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Sends mails with SMTP, over connections that are kept.
 *
 * @example
 * createMailer({ transport: smtpTransport({ url: config.SMTP_URL }), from: 'Shop <shop@shop.example>', templates: [welcome] })
 */
export function smtpTransport({ url, allowPlain, timeoutMs = 10_000 }: SmtpOptions): MailTransport {
  const { protocol, hostname } = new URL(url)
  const requireTLS = protocol === 'smtp:' && !(allowPlain ?? LOOPBACK.has(hostname))
  let opened: Promise<Transporter> | undefined

  async function open(): Promise<Transporter> {
    // Only now, so that who sends mails in another way needs no nodemailer.
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url,
      pool: true,
      requireTLS,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      // What a template holds may never name a file of this machine or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]) as Transporter
  }
  const transporter = (): Promise<Transporter> => (opened ??= open())

  return {
    send: async (message) => void (await (await transporter()).sendMail(message)),
    verify: async () => void (await (await transporter()).verify()),
    close: async () => (await opened)?.close(),
  }
}
