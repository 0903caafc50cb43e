import type { Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { cut, alertLines, alertTitle, alertTone } from './wire/describe-alert.ts'
import { postJson, readUrl } from './wire/post.ts'

const COLOURS = { good: '#2eb67d', warning: '#ecb22e', critical: '#e01e5a' }

/**
 * Writes to a Slack channel through an incoming webhook.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function createSlackNotifier({ url, name = 'slack' }: { url: string; name?: string }): Notifier {
  const target = readUrl(url, `${name}.url`)
  return {
    name: readName(name, 'slack.name'),
    async send(alert, { signal }) {
      const title = cut(escape(alertTitle(alert)), 2_900)
      const text = cut(escape(alertLines(alert).join('\n')), 2_900)
      const blocks = [title, text]
        .filter((part) => part !== '')
        .map((part) => ({ type: 'section', text: { type: 'mrkdwn', text: part } }))
      const json = {
        text: title,
        attachments: [{ color: COLOURS[alertTone(alert)], fallback: title, blocks: blocks.slice(1) }],
      }
      await postJson({ to: 'Slack', url: target, json }, signal)
    },
  }
}

/** `<!channel>` in a message of a check must not wake everybody. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
