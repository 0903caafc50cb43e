import { createDevMailbox, createMailer, smtpTransport, type DevMailbox, type Mailer } from '@shipworthy/kit/mail'
import type { Config } from '../config/config.ts'
import { MAILS } from '../mail/mails.ts'

export interface OutgoingMail {
  mailer: Mailer
  /** Where mails are caught when there is no mail server. */
  mailbox: DevMailbox | undefined
}

/** Mails go to the server of `SMTP_URL`, else, in development, to a page. */
export function createMail(config: Config): OutgoingMail {
  const { SMTP_URL: url, SMTP_TIMEOUT_MS: timeoutMs, MAIL_FROM: from } = config
  if (url !== undefined)
    return {
      mailer: createMailer({ transport: smtpTransport({ url, timeoutMs }), from, templates: MAILS }),
      mailbox: undefined,
    }
  const mailbox = createDevMailbox()
  return { mailer: createMailer({ transport: mailbox, from, templates: MAILS }), mailbox }
}
