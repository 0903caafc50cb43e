import { z } from 'zod'
import { duration, fillLimits, headers, httpUrl, labels, percent, port, size, text, token } from './text-schemas.ts'

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,60}$/,
    'it must be of letters, digits, _ . : and -, and begin with a letter or digit',
  )

const threshold = z.strictObject({
  warning: z.number().optional().describe('From here on it is a warning.'),
  critical: z.number().optional().describe('From here on it is critical.'),
  clear: z.number().optional().describe('Healthy again only beyond this, so that it does not flap.'),
  when: z.enum(['above', 'below']).optional().describe('Which side is bad. Default: above.'),
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
const count = z.number().min(0)
const queueLimits = {
  maxWaiting: count.optional().describe('So many waiting jobs are a warning. Default: none.'),
  maxOldest: duration.optional().describe('A job that has waited this long is a warning. Default: 5m.'),
}
const DNS_RECORD = 'Kind of record. Default: addresses, as the system resolves them.'
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** Checks by the word that a configuration has for them. */
export const CHECK_SCHEMAS = [
  z.strictObject({
    type: z.literal('http'),
    ...remote,
    url: httpUrl.describe('What is asked.'),
    method: text.optional().describe('Default: GET.'),
    headers: headers.optional().describe('To send.'),
    body: z.string().optional().describe('To send.'),
    expectStatus: z
      .union([z.number().int(), z.array(z.number().int()).min(1)])
      .optional()
      .describe('Status, or statuses. Default: 200 to 399.'),
    expectBody: text.optional().describe('What the first 64 KiB must contain.'),
    expectHeaders: headers.optional().describe('What headers must contain.'),
    expectJson: z.record(z.string(), scalar).optional().describe('What fields of a JSON body must be, by path.'),
    maxRedirects: z
      .number()
      .int()
      .min(0)
      .max(20)
      .optional()
      .describe('How many are followed; headers go to the first origin only. Default: 0.'),
  }),
  z.strictObject({
    type: z.literal('tcp'),
    ...remote,
    host: text.describe('What is connected to.'),
    port: port.describe('What is connected to.'),
  }),
  z.strictObject({
    type: z.literal('dns'),
    ...remote,
    host: text.describe('The name that is looked up.'),
    record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'TXT']).optional().describe(DNS_RECORD),
    servers: z.array(text).min(1).optional().describe('Name servers to ask. Default: those of the machine.'),
    expect: z.array(text).min(1).optional().describe('All of these must be among the answers.'),
  }),
  z.strictObject({
    type: z.literal('tls'),
    ...remote,
    host: text.describe('Whose certificate is looked at.'),
    port: port.optional().describe('Default: 443.'),
    servername: text.optional().describe('Name to ask for. Default: the host.'),
    ca: text.optional().describe('Certificates to trust instead of the well-known ones, in PEM.'),
    warning: percent.optional().describe('Per cent of the lifetime left from which it is a warning. Default: 20.'),
    critical: percent.optional().describe('The same for critical. Default: 8.'),
  }),
  z.strictObject({
    type: z.literal('smtp'),
    ...remote,
    host: text.describe('The mail server.'),
    port: port.optional().describe('Default: 587.'),
    secure: z.boolean().optional().describe('Encrypted from the beginning. Default: only on port 465.'),
    startTls: z.boolean().optional().describe('Whether STARTTLS must be offered. Default: true without `secure`.'),
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
    query: text.optional().describe('Default: SELECT 1.'),
  }),
  z.strictObject({
    type: z.literal('mysql'),
    ...remote,
    url: text.describe('Needs the package mysql2.'),
    query: text.optional().describe('Default: SELECT 1.'),
  }),
  z.strictObject({
    type: z.literal('redis'),
    ...remote,
    url: text.describe('Needs the package ioredis.'),
    role: z.enum(['master', 'slave']).optional().describe('What it must be. Default: either.'),
  }),
  z.strictObject({
    type: z.literal('rabbitmq'),
    ...remote,
    url: text.describe('Such as amqp://user:password@host:5672. Needs the package amqplib.'),
    queue: text.optional().describe('Queue to look at. Without it: only whether a channel opens.'),
    maxMessages: count.optional().describe('So many ready messages are a warning. Default: none.'),
    minConsumers: count.optional().describe('Fewer consumers of the queue are critical. Default: 1.'),
  }),
  z.strictObject({
    type: z.literal('nats'),
    ...remote,
    url: text.describe('Such as nats://user:password@host:4222. Needs the package @nats-io/transport-node.'),
  }),
  z.strictObject({
    type: z.literal('bullmq'),
    ...remote,
    ...queueLimits,
    url: text.describe('Of its Redis. Needs the packages bullmq and ioredis.'),
    queue: text.describe('Name of the queue.'),
    prefix: text.optional().describe('Default: bull.'),
    minWorkers: count.optional().describe('Fewer connected workers are critical. Default: 1.'),
    maxFailedPerMinute: count.optional().describe('So many are a warning. Default: 10.'),
  }),
  z.strictObject({
    type: z.literal('pgBoss'),
    ...remote,
    ...queueLimits,
    url: text.describe('Of its PostgreSQL. Needs the package pg.'),
    queue: text.describe('Name of the queue.'),
    schema: text.optional().describe('Default: pgboss.'),
  }),
  z.strictObject({
    type: z.literal('disk'),
    ...common,
    path: text.optional().describe('A folder on the file system. Default: the current one.'),
    ...fillLimits(80, 90, 'of the space, and of the inodes, used'),
    fullWithin: duration.optional().describe('A warning when it will be full by then. Default: 24h.'),
    window: duration.optional().describe('What that is reckoned from. Default: 6h.'),
  }),
  z.strictObject({
    type: z.literal('cpu'),
    ...common,
    ...fillLimits(60, 80, 'busy, of the container where its CPU is limited, else of the machine'),
    maxThrottled: percent.optional().describe('Per cent of periods throttled that are a warning. Default: 25.'),
  }),
  z.strictObject({
    type: z.literal('memory'),
    ...common,
    ...fillLimits(70, 85, 'used by the monitor of its heap, and of the memory of its container, else of the machine'),
    clear: percent.optional().describe('Once beyond, healthy again below this. Default: five below `warning`.'),
  }),
  z.strictObject({
    type: z.literal('fileAge'),
    ...common,
    path: text.describe('`*` in its last part stands for anything.'),
    maxFileAge: duration.optional().describe('An older newest file is critical. Default: 26h.'),
    minSize: size.optional().describe('Smaller files do not count. Default: 1B.'),
  }),
  z.strictObject({
    type: z.literal('process'),
    ...common,
    pidFile: text.optional().describe('Of the process to look for.'),
    program: text.optional().describe('Its name, instead of a pid file.'),
    min: z.number().int().min(1).optional().describe('How many of that name there must be. Default: 1.'),
  }),
  z.strictObject({
    type: z.literal('heartbeat'),
    ...common,
    every: duration.describe('How often the job ends well.'),
    grace: duration.optional().describe('How much later than that is still fine. Default: a tenth of it.'),
    token: token.optional().describe('Bearer token of this job alone; that of the server is good for it, too.'),
  }),
] as const

export const checkSchema = z.discriminatedUnion('type', CHECK_SCHEMAS)

export type CheckConfig = z.output<typeof checkSchema>
