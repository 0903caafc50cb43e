import { z } from 'zod'
import { checkSchema, timing } from './check-schemas.ts'
import { duration, labels, text } from './text-schemas.ts'
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
      results: duration.optional(),
      '1m': duration.optional(),
      '1h': duration.optional(),
      '1d': duration.optional(),
    })
    .optional()
    .describe('How long results, and sums by minute, hour and day are kept. Default: 2d, 14d, 90d, 730d.'),
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
        path: text.optional().describe('Default: shipworthy-monitor.db.'),
        ...keep,
      }),
      z.strictObject({ type: z.literal('postgres'), url: text.describe('Needs the package pg.'), ...keep }),
      z.strictObject({ type: z.literal('memory') }),
    ])
    .optional()
    .describe('Where history, incidents and alerts are kept. Default: SQLite beside the configuration.'),
  server: z
    .union([
      z.literal(false),
      z.strictObject({
        host: text.optional().describe('Default: 127.0.0.1.'),
        port: z.number().int().min(0).max(65_535).optional().describe('Default: 9300.'),
        token: z.string().min(16).optional().describe('Bearer token for details from other machines.'),
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
        labels: labels.optional(),
        checks: z.array(checkSchema).min(1),
      }),
    )
    .min(1)
    .describe('What is watched.'),
  notifiers: z.array(notifierSchema).optional().describe('Who is told.'),
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
