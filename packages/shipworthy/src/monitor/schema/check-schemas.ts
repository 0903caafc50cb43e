import { z } from 'zod'
import { duration, fillLimits, labels, port, text } from './text-schemas.ts'

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,60}$/,
    'it must be of letters, digits, _ . : and -, and begin with a letter or digit',
  )

const threshold = z.strictObject({
  warning: z.number().optional(),
  critical: z.number().optional(),
  clear: z.number().optional().describe('Healthy again only beyond this, so that it does not flap.'),
  when: z.enum(['above', 'below']).optional(),
})

/** What every check can be told; `defaults` can be told the first five. */
export const timing = {
  interval: duration.optional().describe('Time between two runs. Default: 30s.'),
  timeout: duration.optional().describe('Longest time of a run. Default: 5s.'),
  maxAge: duration.optional().describe('Older results are unknown. Default: three intervals and a timeout.'),
  failAfter: z.number().int().min(1).optional().describe('Results in a row before a state gets worse. Default: 3.'),
  recoverAfter: z.number().int().min(1).optional().describe('Results in a row before it gets better. Default: 2.'),
}

const common = {
  name: name.optional().describe('Name within the service; the type, if left out.'),
  ...timing,
  onFail: z.enum(['warning', 'critical']).optional().describe('The worst it can be. Default: critical.'),
  dependsOn: z
    .array(text)
    .optional()
    .describe('Checks whose failure explains this one: no alert then. `check`, or `service.check`.'),
  labels: labels.optional().describe('For routes of alerts; added to those of the service.'),
  thresholds: z
    .record(z.string(), threshold)
    .optional()
    .describe('Limits for value, responseTime (ms) or a measurement.'),
  recommendation: text.optional().describe('What to do when it is not healthy; shown in alerts.'),
}

const remote = { ...common, warnAbove: duration.optional().describe('A run that takes this long is a warning.') }
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** Checks by the word that a configuration has for them. */
export const CHECK_SCHEMAS = [
  z.strictObject({
    type: z.literal('http'),
    ...remote,
    url: z.url({ protocol: /^https?$/, error: 'it must be an absolute http or https URL' }),
    method: text.optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
    expectStatus: z
      .union([z.number().int(), z.array(z.number().int()).min(1)])
      .optional()
      .describe('Status, or statuses. Default: 200 to 399.'),
    expectBody: text.optional().describe('What the first 64 KiB must contain.'),
    expectHeaders: z.record(z.string(), z.string()).optional(),
    expectJson: z.record(z.string(), scalar).optional().describe('What fields of a JSON body must be, by path.'),
    maxRedirects: z.number().int().min(0).max(20).optional(),
  }),
  z.strictObject({ type: z.literal('tcp'), ...remote, host: text, port }),
  z.strictObject({
    type: z.literal('dns'),
    ...remote,
    host: text,
    record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'TXT']).optional(),
    servers: z.array(text).min(1).optional(),
    expect: z.array(text).min(1).optional().describe('All of these must be among the answers.'),
  }),
  z.strictObject({
    type: z.literal('tls'),
    ...remote,
    host: text,
    port: port.optional(),
    servername: text.optional(),
    ca: text.optional(),
    ...fillLimits,
  }),
  z.strictObject({
    type: z.literal('smtp'),
    ...remote,
    host: text,
    port: port.optional(),
    secure: z.boolean().optional(),
    startTls: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('network'),
    ...remote,
    hosts: z.array(text).min(1).describe('`host:port` of each.'),
  }),
  z.strictObject({
    type: z.literal('postgres'),
    ...remote,
    url: text.describe('Needs the package pg.'),
    query: text.optional(),
  }),
  z.strictObject({
    type: z.literal('mysql'),
    ...remote,
    url: text.describe('Needs the package mysql2.'),
    query: text.optional(),
  }),
  z.strictObject({
    type: z.literal('redis'),
    ...remote,
    url: text.describe('Needs the package ioredis.'),
    role: z.enum(['master', 'slave']).optional(),
  }),
  z.strictObject({
    type: z.literal('disk'),
    ...common,
    path: text.optional(),
    ...fillLimits,
    fullWithin: duration.optional(),
    window: duration.optional(),
  }),
  z.strictObject({ type: z.literal('cpu'), ...common, ...fillLimits }),
  z.strictObject({ type: z.literal('memory'), ...common, ...fillLimits }),
  z.strictObject({ type: z.literal('fileAge'), ...common, path: text, maxFileAge: duration.optional() }),
  z.strictObject({
    type: z.literal('process'),
    ...common,
    pidFile: text.optional(),
    program: text.optional(),
    min: z.number().int().min(1).optional(),
  }),
] as const

export const checkSchema = z.discriminatedUnion('type', CHECK_SCHEMAS)

export type CheckConfig = z.output<typeof checkSchema>
