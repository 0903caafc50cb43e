import { z } from 'zod'
import { duration, port, text } from './text-schemas.ts'

const name = { name: text.optional().describe('For `notify` in routes; the type, if left out.') }
const url = z.url({ protocol: /^https?$/, error: 'it must be an absolute http or https URL' })
const headers = z.record(z.string(), z.string()).optional()

/** Notifiers by the word that a configuration has for them. */
export const notifierSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('log'), ...name }),
  z.strictObject({
    type: z.literal('email'),
    ...name,
    from: text,
    to: z.array(text).min(1),
    smtp: z.strictObject({
      host: text,
      port: port.optional(),
      secure: z.boolean().optional(),
      user: text.optional(),
      password: text.optional(),
      requireTls: z.boolean().optional(),
    }),
  }),
  z.strictObject({ type: z.literal('webhook'), ...name, url, secret: text.optional(), headers }),
  z.strictObject({ type: z.literal('slack'), ...name, url }),
  z.strictObject({ type: z.literal('discord'), ...name, url }),
  z.strictObject({ type: z.literal('teams'), ...name, url }),
  z.strictObject({
    type: z.literal('telegram'),
    ...name,
    token: text,
    chatId: z.union([text, z.number()]),
    baseUrl: url.optional(),
  }),
  z.strictObject({ type: z.literal('ntfy'), ...name, topic: text, baseUrl: url.optional(), token: text.optional() }),
  z.strictObject({
    type: z.literal('sms'),
    ...name,
    accountSid: text,
    authToken: text,
    from: text,
    to: z.array(text).min(1),
    baseUrl: url.optional(),
  }),
  z.strictObject({ type: z.literal('pagerduty'), ...name, routingKey: text, baseUrl: url.optional() }),
  z.strictObject({ type: z.literal('alertmanager'), ...name, urls: z.array(url).min(1), headers }),
])

export type NotifierConfig = z.output<typeof notifierSchema>

const severity = z.enum(['warning', 'unknown', 'critical'])
const match = {
  check: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe('Names such as orders.http; * stands for anything.'),
  severity: z.union([severity, z.array(severity).min(1)]).optional(),
  labels: z.record(z.string(), z.string()).optional(),
}
const notify = z.array(text).min(1).describe('Names of notifiers.')

/** Which alerts go to whom, and when. */
export const alertsSchema = z.strictObject({
  routes: z
    .array(z.strictObject({ name: text.optional(), ...match, notify, final: z.boolean().optional() }))
    .optional(),
  groupBy: z.array(text).optional(),
  groupWait: duration.optional(),
  groupInterval: duration.optional(),
  reminders: z
    .union([
      z.literal(false),
      z.strictObject({ first: duration.optional(), factor: z.number().min(1).optional(), max: duration.optional() }),
    ])
    .optional(),
  escalation: z.array(z.strictObject({ ...match, after: duration, notify })).optional(),
  silences: z.array(z.strictObject({ ...match, until: text, comment: text.optional() })).optional(),
  maintenance: z
    .array(
      z.strictObject({
        ...match,
        name: text.optional(),
        timeZone: text.optional(),
        from: text.optional(),
        to: text.optional(),
        at: text.optional(),
        for: duration.optional(),
        days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).optional(),
        daysOfMonth: z.array(z.number().int().min(1).max(31)).optional(),
      }),
    )
    .optional(),
  flapping: z
    .strictObject({
      after: z.number().int().optional(),
      within: duration.optional(),
      quiet: duration.optional(),
      hold: duration.optional(),
    })
    .optional(),
  delivery: z
    .strictObject({
      timeout: duration.optional(),
      firstRetry: duration.optional(),
      maxRetry: duration.optional(),
      giveUp: duration.optional(),
    })
    .optional(),
  lease: duration.optional(),
})

export type AlertsConfig = z.output<typeof alertsSchema>
