import { randomUUID } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import type { Alert, Notifier } from '../alerts/notifier.ts'
import { readCount, readList, readName, readText, refuse } from '../options/read-option.ts'
import { composeMail, type MailContent } from './smtp/compose-mail.ts'
import { readMailAddress } from './smtp/mail-address.ts'
import { sendMail, type SmtpServer } from './smtp/send-mail.ts'
import { cut, alertLines, alertTitle, alertTone } from './wire/describe-alert.ts'
import { readSecret } from './wire/post.ts'

/** What a transport of nodemailer can do. */
export interface MailTransport {
  sendMail(message: { from: string; to: string[]; subject: string; text: string; html: string }): Promise<unknown>
}

export interface SmtpOptions {
  host: string
  /** 465 with `secure`, otherwise 587. */
  port?: number
  /** Encrypted from the beginning. Left out: only on port 465; otherwise STARTTLS. */
  secure?: boolean
  user?: string
  password?: string
  /** `false` goes on in clear with a server that offers no encryption; not with a password. `true` by default. */
  requireTls?: boolean
  /** Options of `tls.connect`, such as `ca`. */
  tls?: ConnectionOptions
}

export type EmailOptions = {
  /** `ops@example.com` or `Operations <ops@example.com>`. */
  from: string
  to: readonly string[]
  /** `email` by default. */
  name?: string
} & ({ smtp: SmtpOptions; transport?: undefined } | { transport: MailTransport; smtp?: undefined })

const COLOURS = { good: '#2e7d32', warning: '#b26a00', critical: '#c62828' }

/**
 * Sends mails, as text and HTML, through an SMTP server or a transport of nodemailer.
 *
 * @example
 * createEmailNotifier({
 *   from: 'health@example.com', to: ['ops@example.com'],
 *   smtp: { host: 'smtp.example.com', user: 'health', password: process.env.SMTP_PASSWORD },
 * })
 */
export function createEmailNotifier(options: EmailOptions): Notifier {
  const { name = 'email', transport } = options
  const from = readMailAddress(options.from, `${name}.from`)
  const to = readList(options.to, `${name}.to`, readMailAddress)
  if (to.length === 0) refuse(`${name}.to`, 'at least one address', options.to)
  const server = transport ? undefined : readServer(options.smtp, `${name}.smtp`)
  return {
    name: readName(name, 'email.name'),
    async send(alert, { signal }) {
      const content = contentOf(alert)
      if (!server) return transport!.sendMail({ from: options.from, to: [...options.to], ...content })
      const thread = Buffer.from(alert.id).toString('hex').slice(0, 60)
      const message = composeMail(content, { from, to, id: randomUUID(), thread, at: new Date() })
      await sendMail(server, { from: from.address, to: to.map(({ address }) => address), message }, signal)
    },
  }
}

function readServer(smtp: SmtpOptions | undefined, path: string): SmtpServer {
  if (!smtp) refuse(path, 'smtp, or a transport', smtp)
  const { port = smtp.secure ? 465 : 587, secure = port === 465, user, password, requireTls = true, tls = {} } = smtp
  if ((user === undefined) !== (password === undefined)) refuse(path, 'both user and password, or neither', undefined)
  return {
    host: readText(smtp.host, `${path}.host`),
    port: readCount(port, `${path}.port`),
    secure,
    ...(user !== undefined && { user: readText(user, `${path}.user`) }),
    ...(password !== undefined && { password: readSecret(password, `${path}.password`) }),
    // A password in clear is a password of everybody on the way.
    requireTls: requireTls || password !== undefined,
    tls,
  }
}

function contentOf(alert: Alert): MailContent {
  const title = alertTitle(alert)
  const lines = alertLines(alert)
  const items = lines.map((line) => `<p style="margin:4px 0;white-space:pre-wrap">${escape(line)}</p>`)
  return {
    subject: cut(title, 200),
    text: `${[title, '', ...lines].join('\n')}\n`,
    html: `<!doctype html><body style="font:14px sans-serif"><h3 style="color:${COLOURS[alertTone(alert)]}">${escape(title)}</h3>${items.join('')}</body>`,
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
