import type { Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { cut, alertLines, alertTitle, alertTone } from './wire/describe-alert.ts'
import { postJson, readUrl } from './wire/post.ts'

const COLOURS = { good: 0x2eb67d, warning: 0xecb22e, critical: 0xe01e5a }

/**
 * Writes to a Discord channel through a webhook; mentions nobody.
 *
 * @see https://discord.com/developers/docs/resources/webhook#execute-webhook
 */
export function createDiscordNotifier({ url, name = 'discord' }: { url: string; name?: string }): Notifier {
  const target = readUrl(url, `${name}.url`)
  return {
    name: readName(name, 'discord.name'),
    async send(alert, { signal }) {
      const embed = {
        title: cut(alertTitle(alert), 256),
        description: cut(alertLines(alert).join('\n'), 4_000),
        color: COLOURS[alertTone(alert)],
        timestamp: new Date(alert.resolvedAt ?? alert.firedAt).toISOString(),
      }
      await postJson({ to: 'Discord', url: target, json: { embeds: [embed], allowed_mentions: { parse: [] } } }, signal)
    },
  }
}
