import type { IncomingMessage, ServerResponse } from 'node:http'
import { KitError } from '../kit-error.ts'
import { html, type Html } from './html.ts'
import type { MailMessage, MailTransport } from './mail-transport.ts'

export interface ReceivedMail extends MailMessage {
  id: number
  receivedAt: Date
}

export interface DevMailbox extends MailTransport {
  /** The newest first. */
  messages: () => readonly ReceivedMail[]
  clear: () => void
  /** The page, for servers that speak fetch. */
  fetch: (request: Request) => Response
  /** The page, for node:http, Express and the like: `app.use('/dev/mail', mailbox.handler)`. */
  handler: (request: IncomingMessage, response: ServerResponse) => void
}

/** The mail is shown in a frame where nothing of it runs; it may load pictures, as mail programs do. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'; base-uri 'none'"
const STYLE =
  'body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}td{padding:.25rem 1rem .25rem 0}iframe{width:100%;height:30rem;border:1px solid #ccc}pre{white-space:pre-wrap}'

/**
 * Takes mails instead of sending them, and shows them on a page. For development: it is refused in production.
 *
 * @example
 * const mailbox = createDevMailbox()
 * const mailer = createMailer({ transport: mailbox, from: 'shop@shop.example', templates: [welcome] })
 * createServer(mailbox.handler).listen(8025, '127.0.0.1')
 *
 * @throws KitError `SW_ERR_KIT_MAILBOX_PRODUCTION` when NODE_ENV is `production`.
 */
export function createDevMailbox({ limit = 100 } = {}): DevMailbox {
  if (process.env['NODE_ENV'] === 'production') throw new KitError('SW_ERR_KIT_MAILBOX_PRODUCTION', {})
  let received: ReceivedMail[] = []
  let lastId = 0

  /** By what is asked for, wherever the page is mounted. */
  function answer(query: URLSearchParams): { status: number; page: Html } {
    const id = query.get('mail')
    if (id === null) return { status: 200, page: listPage(received) }
    const mail = received.find((entry) => String(entry.id) === id)
    return mail ? { status: 200, page: mailPage(mail) } : { status: 404, page: frame('No such mail', html``) }
  }

  return {
    send: async (message) => {
      received = [{ ...message, id: ++lastId, receivedAt: new Date() }, ...received].slice(0, limit)
    },
    verify: async () => undefined,
    close: async () => undefined,
    messages: () => received,
    clear: () => void (received = []),
    fetch: (request) => {
      const { status, page } = answer(new URL(request.url).searchParams)
      return new Response(page.toString(), { status, headers: HEADERS })
    },
    handler: (request, response) => {
      const { status, page } = answer(new URL(request.url ?? '/', 'http://localhost').searchParams)
      response.writeHead(status, HEADERS).end(page.toString())
    },
  }
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CSP,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

function listPage(mails: readonly ReceivedMail[]): Html {
  const row = ({ id, to, subject, receivedAt }: ReceivedMail): Html =>
    html`<tr>
      <td>${receivedAt.toISOString()}</td>
      <td>${to}</td>
      <td><a href="?mail=${id}">${subject}</a></td>
    </tr>`
  return frame(
    'Mailbox',
    mails.length === 0
      ? html`<p>No mail yet.</p>`
      : html`<table>
          ${mails.map(row)}
        </table>`,
  )
}

function mailPage(mail: ReceivedMail): Html {
  return frame(
    mail.subject,
    html`<p>From ${mail.from} to ${mail.to}</p>
      <iframe sandbox title="HTML" srcdoc="${mail.html}"></iframe>
      <h2>Text</h2>
      <pre>${mail.text}</pre>
      <p><a href="?">All mails</a></p>`,
  )
}

function frame(title: string, body: Html): Html {
  const style = html([`<style>${STYLE}</style>`] as unknown as TemplateStringsArray)
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" /><title>${title}</title
      >${style}
      <h1>${title}</h1>
      ${body}
    </html>`
}
