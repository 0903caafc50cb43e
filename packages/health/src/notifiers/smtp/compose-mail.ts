import { encodeWords, type MailAddress } from './mail-address.ts'

export interface MailContent {
  subject: string
  text: string
  html: string
}

export interface MailEnvelope {
  from: MailAddress
  to: readonly MailAddress[]
  /** Unique. */
  id: string
  /** The same for all that belongs together, so that it is shown as one conversation. */
  thread: string
  at: Date
}

/** A message with text and HTML (RFC 5322, RFC 2046), lines ended by CRLF. Bodies are base64: no line is long, none begins with a dot. */
export function composeMail({ subject, text, html }: MailContent, { from, to, id, thread, at }: MailEnvelope): string {
  const domain = from.address.split('@')[1]!
  const boundary = `=_shipworthy_${id}`
  const lines = [
    `From: ${from.header}`,
    `To: ${to.map(({ header }) => header).join(',\r\n ')}`,
    `Subject: ${encodeWords(withoutBreaks(subject))}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${domain}>`,
    `References: <${thread}@${domain}>`,
    // No answers from those who are on holiday.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...partOf('text/plain', text, boundary),
    ...partOf('text/html', html, boundary),
    `--${boundary}--`,
    '',
  ]
  return lines.join('\r\n')
}

function partOf(type: string, text: string, boundary: string): string[] {
  const body = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('base64')
  const head = [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '']
  return [...head, ...(body.match(/.{1,76}/g) ?? []), '']
}

function withoutBreaks(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ')
}
