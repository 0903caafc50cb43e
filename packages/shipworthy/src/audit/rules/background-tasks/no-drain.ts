import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { isNode } from '../../derive/program/file-index.ts'
import { lastName } from '../../derive/program/names.ts'
import type { JobLibrary, JobWorker } from '../../derive/jobs/job-queue.ts'
import type { StopHandler } from '../../derive/shutdown-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Calls that let jobs in progress end, by library. */
const CLOSES: Record<JobLibrary, RegExp> = {
  bullmq: /^bullmq\.(Worker(Pro)?|QueueEvents(Pro)?)\(\)\.close$/,
  bull: /^bull(\.Bull|\.Queue)?\(\)\.(close|pause|whenCurrentJobsFinished)$/,
  'bee-queue': /^bee-queue\(\)\.close$/,
  agenda: /agenda(\.Agenda)?\(\)\.(stop|drain|close)$/,
  'pg-boss': /^pg-boss(\.PgBoss)?\(\)\.stop$/,
  'graphile-worker': /^graphile-worker\.run\(\)\.stop$/,
  kafkajs: /^kafkajs\.Kafka\(\)\.consumer\(\)\.(disconnect|stop)$/,
  amqplib: /^amqplib\.connect\(\)(\.create(Confirm)?Channel\(\))?\.(close|cancel)$/,
}
/** These listen for signals themselves. */
const BY_ITSELF: ReadonlySet<JobLibrary> = new Set(['graphile-worker'])
const STOPS = /^(close|stop|drain|disconnect|shutdown|closeAll|destroy|gracefulShutdown)$/
const WORKERISH = /worker|queue|consumer|job|boss|agenda|processor/i

const WORKER =
  "const { Worker } = require('bullmq')\nconst worker = new Worker('mails', async (job) => console.log(job.id), { connection: { host: 'redis' } })\n"

export default defineRule({
  id: 'background-tasks/no-drain',
  catalogue: 'BG08',
  title: 'Jobs in progress are cut off at shutdown',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'jobs', 'shutdown', 'program'],
  tokens: { words: ['SIGTERM', '.close(', '.stop(', '.drain(', 'enableShutdownHooks'] },
  why: 'Every deploy stops the process. A worker that is not closed leaves its job half done: it is found stalled half a minute later and starts again from the beginning, so a mail is sent twice or an import runs over its own rows.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Close the worker on SIGTERM: it takes no new job and waits for the ones in progress.',
      code: "process.once('SIGTERM', async () => {\n  await worker.close()\n  process.exit(0)\n})",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Switch on the shutdown hooks: Nest then closes the workers of @nestjs/bullmq and @nestjs/bull.',
      code: 'app.enableShutdownHooks()',
    },
  ],
  references: [
    { title: 'BullMQ: graceful shutdown', url: 'https://docs.bullmq.io/guide/workers/graceful-shutdown' },
    { title: 'The Twelve-Factor App: IX. Disposability', url: 'https://12factor.net/disposability' },
  ],
  falsePositives: [
    'Nest closes the workers it made once shutdown hooks are on.',
    'Graphile Worker listens for signals itself.',
    'A program that only adds jobs has none in progress.',
  ],
  examples: [
    {
      name: 'the worker is closed on SIGTERM',
      outcome: 'pass',
      files: project('bullmq@5', { 'worker.js': `${WORKER}process.once('SIGTERM', () => worker.close())\n` }),
    },
    {
      name: 'workers in a list, in another file',
      outcome: 'pass',
      files: project('bullmq@5', {
        'main.ts':
          "import { workers } from './workers'\nasync function stop() {\n  for (const worker of workers) await worker.close()\n  process.exit(0)\n}\nfor (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)\n",
        'workers.ts':
          "import { Worker } from 'bullmq'\nconst connection = { host: 'redis' }\nexport const workers = ['mails', 'reports'].map((name) => new Worker(name, async () => {}, { connection }))\n",
      }),
    },
    {
      name: 'Nest with shutdown hooks',
      outcome: 'pass',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/bullmq@11 bullmq@5', {
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule)\n  app.enableShutdownHooks()\n  await app.listen(3000)\n}\nbootstrap()\n",
        'src/app.module.ts':
          "import { Module } from '@nestjs/common'\nimport { BullModule } from '@nestjs/bullmq'\nimport { MailProcessor } from './mail.processor'\n@Module({ imports: [BullModule.registerQueue({ name: 'mails' })], providers: [MailProcessor] })\nexport class AppModule {}\n",
        'src/mail.processor.ts':
          "import { Processor, WorkerHost } from '@nestjs/bullmq'\n@Processor('mails')\nexport class MailProcessor extends WorkerHost {\n  async process() {}\n}\n",
      }),
    },
    {
      name: 'Graphile Worker',
      outcome: 'pass',
      files: project('graphile-worker@0', {
        'worker.js':
          "const { run } = require('graphile-worker')\nrun({ connectionString: process.env.DATABASE_URL })\n",
      }),
    },
    {
      name: 'nothing closes the worker',
      outcome: 'fail',
      line: 2,
      files: project('bullmq@5', { 'worker.js': WORKER }),
    },
    {
      name: 'only the server is closed',
      outcome: 'fail',
      line: 3,
      files: project('express@5 bull@4', {
        'server.js':
          "const Queue = require('bull')\nconst mails = new Queue('mails')\nmails.process(async (job) => console.log(job.id))\nconst app = require('express')()\nconst server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close())\n",
      }),
    },
    {
      name: 'a queue that is only filled',
      outcome: 'not-applicable',
      files: project('express@5 bullmq@5', {
        'server.js':
          "const { Queue } = require('bullmq')\nconst mails = new Queue('mails')\nconst app = require('express')()\napp.post('/mails', (req, res) => mails.add('mail', {}).then(() => res.end()))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a queue from elsewhere that is given a processor',
      outcome: 'unknown',
      files: project('express@5 bull@4', {
        'server.js':
          "const { mails } = require('company-queues')\nmails.process(async (job) => console.log(job.id))\nconst app = require('express')()\napp.listen(3000)\n",
      }),
    },
    {
      name: 'clean-ups kept in a list',
      outcome: 'unknown',
      files: project('bullmq@5', {
        'worker.js': `${WORKER}const tasks = require('company-shutdown').tasks\nprocess.on('SIGTERM', () => tasks.forEach((task) => task()))\n`,
      }),
    },
  ],
  evaluate({ service, jobs, shutdown, program }) {
    if (jobs.libraries.length === 0) return notApplicable('no worker takes jobs off a queue')
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const made = jobs.workers.filter(({ kind, force }) => kind === 'worker' && force !== 'off')
    // Bull's queues are workers as well once they are given something to do.
    const unknownWorker = jobs.libraries.some((name) => /bull$|^bee-queue$/.test(name))
      ? program
          .named('process')
          .find(({ name, call, force }) => name.endsWith('.process') && call.args.length > 0 && force !== 'off')
      : undefined
    if (made.length === 0 && unknownWorker)
      return unknown('what its jobs are processed with could not be followed', [callAt(unknownWorker)])
    if (made.length === 0) return notApplicable('no worker takes jobs off a queue')
    const workers = made.filter(({ isSeen }) => isSeen)
    if (workers.length === 0) return unknown('no start command was seen to lead to its workers', made.map(placeOf))
    const { handlers } = shutdown
    const left = workers.filter((worker) => !isClosed(worker, handlers))
    if (left.length === 0)
      return pass(
        handlers.length > 0 ? handlers.map(({ event, via }) => callAt(event, via)) : workers.map(placeOf),
        workers.length,
      )
    const open = handlers.find((handler) => handler.isOpen || handler.calls.some(closesSomething))
    if (open)
      return unknown('the shutdown calls something that could not be followed, which may close the workers', [
        callAt(open.event),
      ])
    const libraries = left.filter(
      ({ library }, index) => left.findIndex((other) => other.library === library) === index,
    )
    return fail(
      libraries.map((worker) => ({
        message: `SIGTERM cuts off the jobs of ${worker.library}: nothing closes its worker`,
        evidence: [
          placeOf(worker),
          ...(handlers.length > 0
            ? handlers.map(({ event, via }) => callAt(event, via))
            : [absence('no SIGTERM handler in anything the service loads')]),
        ],
      })),
      workers.length - left.length,
    )
  },
})

function placeOf({ file, at }: JobWorker): ReturnType<typeof codeAt> {
  return codeAt(file, at)
}

function isClosed({ library, managedBy }: JobWorker, handlers: readonly StopHandler[]): boolean {
  if (BY_ITSELF.has(library)) return true
  if (managedBy === 'nest' && handlers.some(({ closesServer, calls }) => closesServer || calls.some(closesNest)))
    return true
  return handlers.some(({ calls }) => calls.some((event) => CLOSES[library].test(event.name) || isNamedLikeIt(event)))
}

function closesNest({ name }: CallEvent): boolean {
  return /^@nestjs\/core\.NestFactory\.\w+\(\)\.close$/.test(name)
}

/** `worker.close()` where what `worker` holds is not known. */
function isNamedLikeIt({ name, call: { callee }, file, call }: CallEvent): boolean {
  if (!name.startsWith('?') || !STOPS.test(lastName(name)) || !isNode(callee) || callee.type !== 'member') return false
  return WORKERISH.test(file.text.slice(call.at, call.nameAt))
}

function closesSomething({ name }: CallEvent): boolean {
  return name.startsWith('?') && STOPS.test(lastName(name))
}
