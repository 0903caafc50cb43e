import type { Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { cut, alertLines, alertTitle, alertTone } from './wire/describe-alert.ts'
import { postJson, readUrl } from './wire/post.ts'

const COLOURS = { good: 'Good', warning: 'Warning', critical: 'Attention' }

/**
 * Writes an adaptive card to Microsoft Teams, to the address of a workflow "when a Teams webhook request is received".
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export function createTeamsNotifier({ url, name = 'teams' }: { url: string; name?: string }): Notifier {
  const target = readUrl(url, `${name}.url`)
  return {
    name: readName(name, 'teams.name'),
    async send(alert, { signal }) {
      const block = (text: string, more: object) => ({
        type: 'TextBlock',
        text: cut(escape(text), 2_000),
        wrap: true,
        ...more,
      })
      const content = {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          block(alertTitle(alert), { weight: 'Bolder', size: 'Medium', color: COLOURS[alertTone(alert)] }),
          ...alertLines(alert).map((line) => block(line, { spacing: 'Small' })),
        ],
      }
      const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }]
      await postJson({ to: 'Teams', url: target, json: { type: 'message', attachments } }, signal)
    },
  }
}

/** Text blocks know some Markdown. */
function escape(text: string): string {
  return text.replace(/[\\*_[\]~`]/g, '\\$&')
}
