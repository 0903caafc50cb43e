import type { Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { cut, alertLines, alertTitle } from './wire/describe-alert.ts'
import { postJson, readSecret, readUrl } from './wire/post.ts'

export interface TelegramOptions {
  /** Of the bot. */
  token: string
  chatId: string | number
  /** Of a Bot API server of one's own. */
  baseUrl?: string
  /** `telegram` by default. */
  name?: string
}

/**
 * Writes to a Telegram chat as a bot.
 *
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export function createTelegramNotifier(options: TelegramOptions): Notifier {
  const { chatId, baseUrl = 'https://api.telegram.org', name = 'telegram' } = options
  const token = readSecret(options.token, `${name}.token`)
  const url = `${readUrl(baseUrl, `${name}.baseUrl`)}/bot${encodeURI(token)}/sendMessage`
  return {
    name: readName(name, 'telegram.name'),
    async send(alert, { signal }) {
      // As plain text: nothing to escape, nothing to break.
      const text = cut([alertTitle(alert), ...alertLines(alert)].join('\n'), 4_096)
      const json = { chat_id: chatId, text, link_preview_options: { is_disabled: true } }
      await postJson({ to: 'Telegram', url, json, secrets: [token] }, signal)
    },
  }
}
