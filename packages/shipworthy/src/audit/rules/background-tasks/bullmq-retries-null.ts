import type { JobWorker } from '../../derive/jobs/job-queue.ts'
import { requestRetries, type RequestRetries } from '../../derive/jobs/request-retries.ts'
import { codeAt } from '../../derive/evidence.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** From here on BullMQ throws; before, it printed a warning and went on. */
const THROWS_SINCE = 5

const WORKER = (connection: string, before = ''): string =>
  `const { Worker } = require('bullmq')\nconst Redis = require('ioredis')\n${before}new Worker('mails', async (job) => console.log(job.id), { connection: ${connection} })\n`

export default defineRule({
  id: 'background-tasks/bullmq-retries-null',
  catalogue: 'BG03',
  title: 'A BullMQ worker is given a Redis client that gives up',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'jobs', 'program', 'packages'],
  tokens: { words: ['maxRetriesPerRequest'] },
  why: 'A worker waits for jobs in a Redis command that blocks. A client of ioredis abandons a command after 20 attempts to connect unless maxRetriesPerRequest is null; BullMQ 5 refuses such a client when the worker is made, so the process does not start, and earlier versions lose the worker during an outage of Redis.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Tell the client to wait for as long as it takes.',
      code: 'const connection = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null })',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Or give the worker plain options; BullMQ then sets it itself.',
      code: "new Worker('mails', send, { connection: { host: 'redis', port: 6379 } })",
    },
  ],
  references: [{ title: 'BullMQ: connections', url: 'https://docs.bullmq.io/guide/connections' }],
  falsePositives: [
    'Plain options: BullMQ makes the client and sets it.',
    'A Queue without a worker may fail fast, which is what a request handler wants.',
  ],
  examples: [
    {
      name: 'told to wait',
      outcome: 'pass',
      line: 3,
      files: project('bullmq@5 ioredis@5', {
        'worker.js': WORKER('new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null })'),
      }),
    },
    {
      name: 'plain options',
      outcome: 'pass',
      files: project('bullmq@5 ioredis@5', {
        'worker.js': WORKER("{ host: 'redis', port: 6379 }"),
      }),
    },
    {
      name: 'options in another file, in TypeScript',
      outcome: 'pass',
      files: project('bullmq@5 ioredis@5', {
        'src/worker.ts':
          "import { Worker } from 'bullmq'\nimport { connection } from './redis'\nexport const worker = new Worker('mails', async () => {}, { connection })\n",
        'src/redis.ts':
          "import { Redis } from 'ioredis'\nconst options = { maxRetriesPerRequest: null }\nexport const connection = new Redis(process.env.REDIS_URL!, options)\n",
      }),
    },
    {
      name: 'a copy that is told to wait',
      outcome: 'pass',
      files: project('bullmq@5 ioredis@5', {
        'worker.js': WORKER('redis.duplicate({ maxRetriesPerRequest: null })', 'const redis = new Redis()\n'),
      }),
    },
    {
      name: 'a client as it comes',
      outcome: 'fail',
      severity: 'critical',
      says: 'refuses',
      line: 4,
      files: project('bullmq@5 ioredis@5', {
        'worker.js': WORKER('connection', 'const connection = new Redis(process.env.REDIS_URL)\n'),
      }),
    },
    {
      name: 'a limit of its own',
      outcome: 'fail',
      severity: 'critical',
      files: project('bullmq@5 ioredis@5', {
        'worker.js': WORKER('new Redis({ maxRetriesPerRequest: 3 })'),
      }),
    },
    {
      name: 'a Nest module that shares a client',
      outcome: 'fail',
      severity: 'critical',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/bullmq@11 bullmq@5 ioredis@5', {
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
        'src/app.module.ts':
          "import { Module } from '@nestjs/common'\nimport { BullModule } from '@nestjs/bullmq'\nimport Redis from 'ioredis'\nimport { MailProcessor } from './mail.processor'\n@Module({ imports: [BullModule.forRoot({ connection: new Redis() }), BullModule.registerQueue({ name: 'mails' })], providers: [MailProcessor] })\nexport class AppModule {}\n",
        'src/mail.processor.ts':
          "import { Processor, WorkerHost } from '@nestjs/bullmq'\n@Processor('mails')\nexport class MailProcessor extends WorkerHost {\n  async process() {}\n}\n",
      }),
    },
    {
      name: 'BullMQ 4 goes on with a warning',
      outcome: 'fail',
      severity: 'warning',
      files: project('bullmq@4 ioredis@5', { 'worker.js': WORKER('new Redis()') }),
    },
    {
      name: 'a queue without a worker',
      outcome: 'not-applicable',
      files: project('express@5 bullmq@5 ioredis@5', {
        'server.js':
          "const { Queue } = require('bullmq')\nconst Redis = require('ioredis')\nconst mails = new Queue('mails', { connection: new Redis() })\nconst app = require('express')()\napp.post('/mails', (req, res) => mails.add('mail', {}).then(() => res.end()))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a client from elsewhere',
      outcome: 'unknown',
      files: project('bullmq@5 ioredis@5', { 'worker.js': WORKER("require('company-redis').client") }),
    },
  ],
  evaluate({ service, jobs, program, packages }) {
    if (jobs.libraries.length === 0) return notApplicable('no worker of BullMQ')
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const workers = jobs.workers.filter(({ library, force }) => library === 'bullmq' && force !== 'off')
    if (workers.length === 0) return notApplicable('no worker of BullMQ')
    const judged = onePerPlace(
      workers.map((worker) => ({ worker, retries: requestRetries(program, worker.connection) })),
    )
    const limited = judged.filter(({ retries }) => retries === 'limited').map(({ worker }) => worker)
    const throws = (packages.major('bullmq') ?? 0) >= THROWS_SINCE
    if (limited.length > 0) {
      return fail(
        limited.map((worker) => ({
          message: throws
            ? `BullMQ refuses the Redis client of this ${nameOf(worker)}: maxRetriesPerRequest is not null`
            : `the Redis client of this ${nameOf(worker)} gives up after some attempts: maxRetriesPerRequest is not null`,
          evidence: [codeAt(worker.file, worker.at)],
          severity: throws && worker.force === 'on' && worker.isSeen ? 'critical' : 'warning',
        })),
        judged.length - limited.length,
      )
    }
    const open = judged.filter(({ retries }) => retries === 'open').map(({ worker }) => codeAt(worker.file, worker.at))
    if (open.length > 0) return unknown('how the Redis connection of a worker is made could not be followed', open)
    return pass(
      judged.map(({ worker }) => codeAt(worker.file, worker.at)),
      judged.length,
    )
  },
})

interface Judged {
  worker: JobWorker
  retries: RequestRetries
}

/** A function that makes workers is one place, however often it is called. */
function onePerPlace(judged: readonly Judged[]): Judged[] {
  const found = new Map(judged.map((entry) => [`${entry.worker.file.path}:${entry.worker.at} ${entry.retries}`, entry]))
  return [...found.values()]
}

function nameOf({ kind, queue }: JobWorker): string {
  return `${kind === 'events' ? 'event listener' : 'worker'}${queue === undefined ? '' : ` of "${queue}"`}`
}
