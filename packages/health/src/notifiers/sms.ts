import type { Notifier } from '../alerts/notifier.ts'
import { readList, readName, readText } from '../options/read-option.ts'
import { cut, alertTitle } from './wire/describe-alert.ts'
import { post, readSecret, readUrl } from './wire/post.ts'

/** Messages that are remembered because only some have got them. */
const MAX_PARTIAL = 100

export interface SmsOptions {
  accountSid: string
  authToken: string
  from: string
  to: readonly string[]
  /** Of a provider with the same interface; `https://api.twilio.com` by default. */
  baseUrl?: string
  /** `sms` by default. */
  name?: string
}

/** Two parts of a message in an alphabet of 16 bits would be 134 characters; a short text is read. */
const MAX_LENGTH = 300

/**
 * Sends text messages through Twilio, or whoever speaks like it.
 *
 * @see https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export function createSmsNotifier(options: SmsOptions): Notifier {
  const { from, baseUrl = 'https://api.twilio.com', name = 'sms' } = options
  const account = readSecret(options.accountSid, `${name}.accountSid`)
  const token = readSecret(options.authToken, `${name}.authToken`)
  const numbers = readList(options.to, `${name}.to`, readText)
  const url = `${readUrl(baseUrl, `${name}.baseUrl`)}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  /** Of a message that some have got, and that is tried again for the others. */
  const done = new Map<string, Set<string>>()

  return {
    name: readName(name, 'sms.name'),
    async send(alert, { signal, id }) {
      const reached = done.get(id) ?? new Set()
      if (done.size > MAX_PARTIAL) done.clear()
      done.set(id, reached)
      for (const number of numbers) {
        if (reached.has(number)) continue
        const body = new URLSearchParams({
          From: from,
          To: number,
          Body: cut(alertTitle(alert), MAX_LENGTH),
        }).toString()
        await post({ to: 'the SMS provider', url, headers, body, secrets: [account, token, number] }, signal)
        reached.add(number)
      }
      done.delete(id)
    },
  }
}
