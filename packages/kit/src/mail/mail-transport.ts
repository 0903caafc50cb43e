/** A mail as it goes out. */
export interface MailMessage {
  from: string
  to: string
  subject: string
  text: string
  html: string
  replyTo?: string
  /** The same for each attempt to send one mail, so that receivers can tell. */
  messageId: string
}

/** See `smtpTransport` and `createDevMailbox`. */
export interface MailTransport {
  /** To throw means: not sent. An error with a `responseCode` of 500 and above means: never. */
  send: (message: MailMessage) => Promise<void>
  /** Whether mails can be sent, or throws. */
  verify: () => Promise<void>
  close: () => Promise<void>
}
