import { createHmac } from 'node:crypto'
import type { Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { postJson, readSecret, readUrl } from './wire/post.ts'

export interface WebhookOptions {
  url: string
  /** Signs what is sent. */
  secret?: string
  headers?: Readonly<Record<string, string>>
  /** `webhook` by default. */
  name?: string
}

/**
 * Posts the alert as JSON. With a secret, `x-shipworthy-signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of
 * `<seconds>.<body>`; whoever gets it compares the two and refuses what is older than some minutes.
 *
 * @example
 * createWebhookNotifier({ url: process.env.ALERT_WEBHOOK_URL, secret: process.env.ALERT_WEBHOOK_SECRET })
 */
export function createWebhookNotifier({ url, secret, headers = {}, name = 'webhook' }: WebhookOptions): Notifier {
  const target = readUrl(url, `${name}.url`)
  const key = secret === undefined ? undefined : readSecret(secret, `${name}.secret`)
  return {
    name: readName(name, 'webhook.name'),
    acknowledges: true,
    async send(alert, { signal, id }) {
      const signed: Record<string, string> =
        key === undefined ? {} : { 'x-shipworthy-signature': sign(JSON.stringify(alert), key, Date.now()) }
      const secrets = [key ?? '', ...Object.values(headers)]
      // For receivers that want to take each message once only.
      const delivery = { 'x-shipworthy-delivery': id }
      await postJson(
        { to: 'the webhook', url: target, headers: { ...headers, ...delivery, ...signed }, json: alert, secrets },
        signal,
      )
    },
  }
}

function sign(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1_000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
