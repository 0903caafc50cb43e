import { z } from 'zod'
import { duration, headers, httpUrl, labels, port, text } from './text-schemas.ts'

const name = { name: text.optional().describe('For `notify` in routes; the type, if left out.') }
const url = httpUrl

/** Notifiers by the word that a configuration has for them. */
export const notifierSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('log'), ...name }),
  z.strictObject({
    type: z.literal('email'),
    ...name,
    from: text.describe('Address of the sender.'),
    to: z.array(text).min(1).describe('Addresses of who is told.'),
    smtp: z
      .strictObject({
        host: text.describe('The mail server.'),
        port: port.optional().describe('Default: 465 with `secure`, otherwise 587.'),
        secure: z.boolean().optional().describe('Encrypted from the beginning. Default: only on port 465.'),
        user: text.optional().describe('To log in with.'),
        password: text.optional().describe('To log in with.'),
        requireTls: z
          .boolean()
          .optional()
          .describe('Whether to stop when no encryption is offered; always with a password. Default: true.'),
      })
      .describe('What mails are sent through.'),
  }),
  z.strictObject({
    type: z.literal('webhook'),
    ...name,
    url: url.describe('Gets alerts as JSON.'),
    secret: text.optional().describe('Signs what is sent, with HMAC.'),
    headers: headers.optional().describe('To send.'),
  }),
  z.strictObject({ type: z.literal('slack'), ...name, url: url.describe('Of the incoming webhook.') }),
  z.strictObject({ type: z.literal('discord'), ...name, url: url.describe('Of the incoming webhook.') }),
  z.strictObject({ type: z.literal('teams'), ...name, url: url.describe('Of the incoming webhook.') }),
  z.strictObject({
    type: z.literal('telegram'),
    ...name,
    token: text.describe('Of the bot.'),
    chatId: z.union([text, z.number()]).describe('Of the chat, the group or the channel.'),
    baseUrl: url.optional().describe('Of a Bot API server of one’s own. Default: https://api.telegram.org.'),
  }),
  z.strictObject({
    type: z.literal('ntfy'),
    ...name,
    topic: text.describe('What is subscribed to.'),
    baseUrl: url.optional().describe('Of a server of one’s own. Default: https://ntfy.sh.'),
    token: text.optional().describe('Access token.'),
  }),
  z.strictObject({
    type: z.literal('sms'),
    ...name,
    accountSid: text.describe('Of the account at Twilio.'),
    authToken: text.describe('Of the account at Twilio.'),
    from: text.describe('Number of the sender.'),
    to: z.array(text).min(1).describe('Numbers of who is told.'),
    baseUrl: url.optional().describe('Of a provider with the same interface. Default: https://api.twilio.com.'),
  }),
  z.strictObject({
    type: z.literal('pagerduty'),
    ...name,
    routingKey: text.describe('Integration key of a service (Events API v2).'),
    baseUrl: url
      .optional()
      .describe('https://events.eu.pagerduty.com in the EU. Default: https://events.pagerduty.com.'),
  }),
  z.strictObject({
    type: z.literal('alertmanager'),
    ...name,
    urls: z.array(url).min(1).describe('Of every Alertmanager of a cluster; one of them suffices.'),
    headers: headers.optional().describe('To send.'),
  }),
])

export type NotifierConfig = z.output<typeof notifierSchema>

const severity = z.enum(['warning', 'unknown', 'critical'])
const match = {
  check: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe('Only these checks, by names such as orders.http; * stands for anything.'),
  severity: z
    .union([severity, z.array(severity).min(1)])
    .optional()
    .describe('Only of this severity: warning, unknown or critical.'),
  labels: labels.optional().describe('Only with all of these labels.'),
}
const notify = z.array(text).min(1).describe('Names of notifiers.')
const clock = 'on the clocks of the time zone'

/** Which alerts go to whom, and when. */
export const alertsSchema = z.strictObject({
  routes: z
    .array(
      z.strictObject({
        name: text.optional().describe('For `shipworthy alerts test`.'),
        ...match,
        notify,
        final: z.boolean().optional().describe('Routes after it are not looked at for what matches. Default: false.'),
      }),
    )
    .optional()
    .describe('Who is told of what. Default: every notifier of every alert.'),
  groupBy: z
    .array(text)
    .optional()
    .describe('What alerts in one message share: check, kind, severity, or names of labels. Default: check.'),
  groupWait: duration
    .optional()
    .describe('How long to wait for others of the group. Default: not at all when grouped by check, otherwise 10s.'),
  groupInterval: duration
    .optional()
    .describe('Shortest time between messages about further checks of a group. Default: 5m.'),
  reminders: z
    .union([
      z.literal(false),
      z.strictObject({
        first: duration.optional().describe('After this. Default: 4h.'),
        factor: z.number().min(1).optional().describe('So much later each time. Default: 2.'),
        max: duration.optional().describe('But no later than this. Default: 1d.'),
      }),
    ])
    .optional()
    .describe('While nobody has acknowledged it; false for none.'),
  escalation: z
    .array(
      z.strictObject({
        ...match,
        after: duration.describe('Since it was told, unless somebody has acknowledged it.'),
        notify,
      }),
    )
    .optional()
    .describe('Who else is told, and when.'),
  silences: z
    .array(
      z.strictObject({
        ...match,
        until: text.describe('A time with its offset, such as 2026-12-01T00:00Z.'),
        comment: text.optional().describe('Why.'),
      }),
    )
    .optional()
    .describe('Of what nothing new is told for some time; ends are.'),
  maintenance: z
    .array(
      z.strictObject({
        ...match,
        name: text.optional().describe('For people.'),
        timeZone: text.optional().describe('Such as Europe/Berlin. Default: UTC.'),
        from: text.optional().describe(`Once: from 2026-11-29T02:00 ${clock}.`),
        to: text.optional().describe(`Once: until 2026-11-29T04:00 ${clock}.`),
        at: text.optional().describe(`Again and again: from 02:00 ${clock}.`),
        for: duration.optional().describe('Again and again: for this long, at most 7d.'),
        days: z
          .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
          .optional()
          .describe('On these days: mon, tue, wed, thu, fri, sat, sun. Default: every day.'),
        daysOfMonth: z
          .array(z.number().int().min(1).max(31))
          .optional()
          .describe('On these days of the month. Default: every day.'),
      }),
    )
    .optional()
    .describe('Times in which nothing new is told: once (`from`, `to`), or again and again (`at`, `for`).'),
  flapping: z
    .strictObject({
      after: z.number().int().optional().describe('So many failures. Default: 3.'),
      within: duration.optional().describe('In this time are flapping. Default: 30m.'),
      quiet: duration.optional().describe('Its end is told when it was healthy for so long. Default: 15m.'),
      hold: duration
        .optional()
        .describe('The end of a failure shorter than twice this is told after it. Default: 30s.'),
    })
    .optional()
    .describe('What comes and goes is told once.'),
  delivery: z
    .strictObject({
      timeout: duration.optional().describe('Of one attempt. Default: 10s.'),
      firstRetry: duration.optional().describe('The next attempt after a failure; later each time. Default: 5s.'),
      maxRetry: duration.optional().describe('Longest time between attempts. Default: 5m.'),
      giveUp: duration.optional().describe('After this it is given up. Default: 1d.'),
    })
    .optional()
    .describe('How messages are sent.'),
  lease: duration
    .optional()
    .describe('How long a monitor on the same store may be silent before another takes over. Default: 30s.'),
})

export type AlertsConfig = z.output<typeof alertsSchema>
