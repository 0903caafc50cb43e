import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { defineTask, type Task } from '../jobs/define-task.ts'
import { describeIssues } from '../jobs/describe-issues.ts'
import type { EnqueueOptions, Jobs } from '../jobs/jobs.ts'
import { PermanentFailure } from '../jobs/permanent-failure.ts'
import { KitError } from '../kit-error.ts'
import type { Part } from '../lifecycle/part.ts'
import type { MailTemplate } from './define-mail.ts'
import type { MailTransport } from './mail-transport.ts'

export interface MailerOptions {
  transport: MailTransport
  /** `Shop <shop@shop.example>` */
  from: string
  templates: readonly MailTemplate[]
}

export interface Mail<Schema extends z.ZodType> {
  /** One address; a mail to many is many mails. */
  to: string
  data: z.input<Schema>
  replyTo?: string
}

export interface Mailer {
  /**
   * Sends now. @throws KitError `SW_ERR_KIT_MAIL` when the template, the data or an address cannot be used; what the
   * transport throws when it cannot send.
   */
  send: <Schema extends z.ZodType>(template: MailTemplate<Schema>, mail: Mail<Schema>) => Promise<void>
  /** Sends through a job: tried again while the server is gone, dead when it refuses for good. @returns The job. */
  enqueue: <Schema extends z.ZodType>(
    jobs: Pick<Jobs, 'enqueue'>,
    template: MailTemplate<Schema>,
    mail: Mail<Schema>,
    options?: EnqueueOptions,
  ) => Promise<string>
  /** Goes to the tasks of `createJobs`. */
  task: Task<typeof MAIL_SCHEMA>
  /** Closes the transport when the service stops. */
  part: () => Part
}

/** One address, and nothing that could begin another header or another receiver. */
const ADDRESS = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/
const MAIL_SCHEMA = z.object({
  template: z.string(),
  to: z.string().regex(ADDRESS, 'is not one address'),
  replyTo: z.string().regex(ADDRESS, 'is not one address').optional(),
  data: z.unknown(),
})

/**
 * Sends mails made of templates.
 *
 * @example
 * const mailer = createMailer({ transport: smtpTransport({ url: config.SMTP_URL }), from: 'Shop <shop@shop.example>', templates: [welcome] })
 * const jobs = createJobs({ store, tasks: [mailer.task] })
 * await mailer.enqueue(jobs, welcome, { to: user.email, data: { name: user.name, url } }, { key: `welcome-${user.id}` })
 */
export function createMailer({ transport, from, templates }: MailerOptions): Mailer {
  const known = new Map(templates.map((template) => [template.name, template]))
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'

  async function deliver(mail: z.input<typeof MAIL_SCHEMA>, key: string): Promise<void> {
    const { template, data, to, replyTo } = readMail(mail)
    const id = createHash('sha256').update(key).digest('base64url')
    await transport.send({
      from,
      to,
      ...(replyTo !== undefined && { replyTo }),
      // A line break would begin another header.
      subject: template.subject(data).replace(/\s+/g, ' ').trim(),
      text: template.text(data),
      html: template.html(data).toString(),
      messageId: `<${id}@${domain}>`,
    })
  }

  function readMail(mail: z.input<typeof MAIL_SCHEMA>) {
    const outer = MAIL_SCHEMA.safeParse(mail)
    if (!outer.success) throw new KitError('SW_ERR_KIT_MAIL', { reason: describeIssues(outer.error) })
    const template = known.get(outer.data.template)
    if (!template) throw new KitError('SW_ERR_KIT_MAIL', { reason: `no template is named ${outer.data.template}` })
    const inner = template.schema.safeParse(outer.data.data)
    if (!inner.success)
      throw new KitError('SW_ERR_KIT_MAIL', { reason: `${template.name}: ${describeIssues(inner.error)}` })
    return { ...outer.data, template, data: inner.data }
  }

  const task = defineTask({
    name: 'send-mail',
    schema: MAIL_SCHEMA,
    retries: 10,
    backoff: { baseMs: 5000, maxMs: 30 * 60_000 },
    handler: async (mail, { idempotencyKey }) => {
      try {
        await deliver(mail, idempotencyKey)
      } catch (error) {
        // RFC 5321, 4.2.1: 5yz is for good, 4yz is not.
        const { responseCode = 0 } = error as { responseCode?: number }
        if (responseCode >= 500 || error instanceof KitError) throw new PermanentFailure((error as Error).message)
        throw error
      }
    },
  })

  return {
    send: (template, mail) => deliver({ ...mail, template: template.name }, randomUUID()),
    enqueue: async (jobs, template, mail, options) => {
      const payload = { ...mail, template: template.name }
      readMail(payload)
      return jobs.enqueue(task, payload, options)
    },
    task,
    part: () => ({ name: 'mail', stage: 'pools', stop: () => transport.close() }),
  }
}
