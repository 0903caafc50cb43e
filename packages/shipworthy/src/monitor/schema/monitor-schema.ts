import { z } from 'zod'
import { checkSchema, timing } from './check-schemas.ts'
import { duration, labels, text, token } from './text-schemas.ts'
import { alertsSchema, notifierSchema } from './notifier-schemas.ts'

const serviceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_:-]{0,38}$/,
    'it must be of letters, digits, _ : and -, and begin with a letter or digit',
  )

const keep = {
  keep: z
    .strictObject({
      results: duration.optional().describe('Every result. Default: 2d.'),
      '1m': duration.optional().describe('Sums by minute. Default: 14d.'),
      '1h': duration.optional().describe('Sums by hour. Default: 90d.'),
      '1d': duration.optional().describe('Sums by day. Default: 730d.'),
    })
    .optional()
    .describe('For how long.'),
  maxBytes: z.number().int().min(1).optional().describe('The oldest goes when there is more. Default: 256 MiB.'),
}

/** What a monitor may be told: the one source of its types, its validation and its JSON Schema. */
export const monitorSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors.'),
  name: text.optional().describe('Of this monitor, in alerts. Default: monitor.'),
  store: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('sqlite'),
        path: text.optional().describe('The file. Default: shipworthy-monitor.db.'),
        ...keep,
      }),
      z.strictObject({
        type: z.literal('postgres'),
        url: text.describe('The database. Needs the package pg.'),
        ...keep,
      }),
      z.strictObject({ type: z.literal('memory') }),
    ])
    .optional()
    .describe('Where history, incidents and alerts are kept. Default: SQLite beside the configuration.'),
  server: z
    .union([
      z.literal(false),
      z.strictObject({
        host: text.optional().describe('Where it listens. Default: 127.0.0.1.'),
        port: z
          .number()
          .int()
          .min(0)
          .max(65_535)
          .optional()
          .describe('Where it listens; 0 for a free one. Default: 9300.'),
        token: token
          .optional()
          .describe('Bearer token for details from other machines, for starting and stopping, and for heartbeats.'),
        metrics: z.enum(['public', 'details']).optional().describe('Who may read metrics. Default: public.'),
      }),
    ])
    .optional()
    .describe('JSON and Prometheus over HTTP; false for none.'),
  defaults: z.strictObject(timing).optional().describe('For checks that say nothing else.'),
  services: z
    .array(
      z.strictObject({
        name: serviceName.describe('Stands before the names of its checks: orders.http.'),
        labels: labels.optional().describe('For routes of alerts, of every check.'),
        checks: z.array(checkSchema).min(1).describe('By their `type`; each is described below.'),
      }),
    )
    .min(1)
    .describe('What is watched.'),
  notifiers: z.array(notifierSchema).optional().describe('Who is told, by `type`; each is described below.'),
  alerts: alertsSchema.optional().describe('Which alerts go to whom and when. Default: every alert to every notifier.'),
  maxConcurrent: z.number().int().min(1).optional().describe('Runs at the same time. Default: 50.'),
})

export type MonitorConfig = z.output<typeof monitorSchema>

/** The JSON Schema that editors complete and check configurations with. */
export function monitorJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(monitorSchema, { io: 'input' })
  return {
    $schema,
    $id: 'urn:shipworthy:monitor:1',
    title: 'Shipworthy monitor',
    description: 'shipworthy.monitor.yaml, .yml, .json or .jsonc: what `shipworthy monitor` watches.',
    ...rest,
  }
}
