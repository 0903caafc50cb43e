import type { Notifier } from '../alerts/notifier.ts'
import { readName, readText } from '../options/read-option.ts'
import { cut, alertLines, alertTitle, alertTone } from './wire/describe-alert.ts'
import { postJson, readSecret, readUrl } from './wire/post.ts'

export interface NtfyOptions {
  topic: string
  /** `https://ntfy.sh` by default. */
  baseUrl?: string
  token?: string
  /** `ntfy` by default. */
  name?: string
}

const PRIORITIES = { good: 3, warning: 4, critical: 5 }
const TAGS = { good: 'white_check_mark', warning: 'warning', critical: 'rotating_light' }

/**
 * Publishes to a topic of ntfy. Whoever knows the topic can read it, so it is treated as a secret.
 *
 * @see https://docs.ntfy.sh/publish/#publish-as-json
 */
export function createNtfyNotifier({
  topic,
  baseUrl = 'https://ntfy.sh',
  token,
  name = 'ntfy',
}: NtfyOptions): Notifier {
  const url = readUrl(baseUrl, `${name}.baseUrl`)
  const secrets = [
    readText(topic, `${name}.topic`),
    ...(token === undefined ? [] : [readSecret(token, `${name}.token`)]),
  ]
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    name: readName(name, 'ntfy.name'),
    async send(alert, { signal }) {
      const tone = alertTone(alert)
      const message = cut(alertLines(alert).join('\n'), 3_800)
      const json = {
        topic,
        title: cut(alertTitle(alert), 250),
        message,
        priority: PRIORITIES[tone],
        tags: [TAGS[tone]],
      }
      await postJson({ to: 'ntfy', url, headers, json, secrets }, signal)
    },
  }
}
