import { codeAt } from '../../derive/evidence.ts'
import { jobSettings } from '../../derive/jobs/job-settings.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (queue: string, add: string): string =>
  `const { Queue } = require('bullmq')\nconst mails = new Queue('mails', ${queue})\nconst app = require('express')()\napp.post('/mails', async (req, res) => { ${add}; res.end() })\napp.listen(3000)\n`
const CONNECTION = "{ connection: { host: 'redis' } }"
const NEST = (root: string): Record<string, string> => ({
  'src/main.ts':
    "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
  'src/app.module.ts': `import { Module } from '@nestjs/common'\nimport { BullModule } from '@nestjs/bullmq'\nimport { MailService } from './mail.service'\n@Module({ imports: [${root}, BullModule.registerQueue({ name: 'mails' })], providers: [MailService] })\nexport class AppModule {}\n`,
  'src/mail.service.ts':
    "import { Injectable } from '@nestjs/common'\nimport { InjectQueue } from '@nestjs/bullmq'\nimport { Queue } from 'bullmq'\n@Injectable()\nexport class MailService {\n  constructor(@InjectQueue('mails') private readonly mails: Queue) {}\n  async send(to: string) {\n    await this.mails.add('mail', { to })\n  }\n}\n",
})

export default defineRule({
  id: 'background-tasks/no-attempts',
  catalogue: 'BG04',
  title: 'Jobs are tried only once',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'jobs'],
  why: 'BullMQ and Bull run a job once unless they are told otherwise. A moment without network, a restarted mail server or a deploy then loses the mail, the invoice or the import for good, and nobody sees it.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give every job of the queue several attempts with growing pauses.',
      code: "new Queue('mails', {\n  connection,\n  defaultJobOptions: { attempts: 5, backoff: { type: 'exponential', delay: 1000 } },\n})",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Set it for all queues at once.',
      code: "BullModule.forRoot({\n  connection,\n  defaultJobOptions: { attempts: 5, backoff: { type: 'exponential', delay: 1000 } },\n})",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Where a second attempt would do harm, say so: attempts: 1.',
    },
  ],
  references: [
    { title: 'BullMQ: retrying failing jobs', url: 'https://docs.bullmq.io/guide/retrying-failing-jobs' },
    {
      title: 'AWS Well-Architected: REL05-BP03 control and limit retry calls',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_limit_retries.html',
    },
  ],
  falsePositives: [
    'Attempts in the defaults of the queue, or of the Nest module, hold for every job.',
    'An explicit `attempts: 1` is a choice.',
    'A job that comes again on a schedule.',
  ],
  examples: [
    {
      name: 'attempts for every job of the queue',
      outcome: 'pass',
      line: 2,
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(
          "{ connection: { host: 'redis' }, defaultJobOptions: { attempts: 3 } }",
          "await mails.add('mail', {})",
        ),
      }),
    },
    {
      name: 'attempts where the job is added, from a constant',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js': `const OPTIONS = { attempts: 5, backoff: 1000 }\n${SERVER(CONNECTION, "await mails.add('mail', {}, { ...OPTIONS, delay: 10 })")}`,
      }),
    },
    {
      name: 'an explicit single attempt',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(CONNECTION, "await mails.add('charge', {}, { attempts: 1 })"),
      }),
    },
    {
      name: 'a Nest module with defaults for all queues',
      outcome: 'pass',
      files: project(
        '@nestjs/core@11 @nestjs/common@11 @nestjs/bullmq@11 bullmq@5',
        NEST(
          "BullModule.forRootAsync({ useFactory: () => ({ connection: { host: 'redis' }, defaultJobOptions: { attempts: 3 } }) })",
        ),
      ),
    },
    {
      name: 'nothing said',
      outcome: 'fail',
      says: 'mails',
      line: 4,
      files: project('express@5 bullmq@5', { 'server.js': SERVER(CONNECTION, "await mails.add('mail', {})") }),
    },
    {
      name: 'Bull, from a function that makes queues',
      outcome: 'fail',
      line: 4,
      files: project('express@5 bull@4', {
        'server.js':
          "const { createQueue } = require('./queues')\nconst mails = createQueue('mails')\nconst app = require('express')()\napp.post('/mails', (req, res) => mails.add({ to: req.body.to }).then(() => res.end()))\napp.listen(3000)\n",
        'queues.js':
          "const Queue = require('bull')\nexports.createQueue = (name) => new Queue(name, { redis: { host: 'redis' } })\n",
      }),
    },
    {
      name: 'a Nest service that adds to a queue without defaults',
      outcome: 'fail',
      says: 'mails',
      files: project(
        '@nestjs/core@11 @nestjs/common@11 @nestjs/bullmq@11 bullmq@5',
        NEST("BullModule.forRoot({ connection: { host: 'redis' } })"),
      ),
    },
    {
      name: 'several jobs at once, one without',
      outcome: 'fail',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(CONNECTION, "await mails.addBulk([{ name: 'mail', data: {} }])"),
      }),
    },
    {
      name: 'only jobs that come again',
      outcome: 'not-applicable',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(CONNECTION, "await mails.upsertJobScheduler('nightly', { pattern: '0 3 * * *' })"),
      }),
    },
    {
      name: 'no queue',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(CONNECTION, "await mails.add('mail', {}, require('company-jobs').options)"),
      }),
    },
    {
      name: 'jobs that another program adds',
      outcome: 'unknown',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(CONNECTION, 'await mails.getJobCounts()'),
      }),
    },
  ],
  evaluate({ service, jobs }) {
    if (jobs.libraries.length === 0) return notApplicable('no queue of BullMQ or Bull')
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (jobs.queues.length === 0 && jobs.additions.length === 0) return notApplicable('no queue of BullMQ or Bull')
    const settings = jobSettings(jobs, 'attempts', { concerns: ({ isRepeated }) => !isRepeated })
    const set = settings.filter(({ state }) => state === 'set').map(({ place }) => codeAt(place.file, place.at))
    const missing = settings.filter(({ state }) => state === 'unset')
    if (missing.length > 0) {
      return fail(
        missing.map(({ place }) => ({
          message: `a job${nameOf(place)} is tried only once: neither the queue nor the call sets attempts`,
          evidence: [codeAt(place.file, place.at)],
        })),
        set.length,
      )
    }
    const open = settings.filter(({ state }) => state === 'open').map(({ place }) => codeAt(place.file, place.at))
    if (open.length > 0) return unknown('the options of some jobs could not be followed', open)
    return set.length > 0 ? pass(set, set.length) : notApplicable('its jobs come again on a schedule')
  },
})

function nameOf(place: ReturnType<typeof jobSettings>[number]['place']): string {
  const name = 'event' in place ? place.queue?.name : place.name
  return name === undefined ? '' : ` of "${name}"`
}
