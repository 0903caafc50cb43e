import { codeAt, probed } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { JobWorker } from '../../derive/jobs/job-queue.ts'
import { jobSettings } from '../../derive/jobs/job-settings.ts'
import { optionState } from '../../derive/jobs/option-state.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { queueFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const KEY = 'removeOnComplete'
/** Of one queue: more than anybody looks at. */
const MAX_COMPLETED = 50_000
const SERVER = (queue: string, add: string, worker = ''): string =>
  `const { Queue, Worker } = require('bullmq')\nconst connection = { host: 'redis' }\nconst mails = new Queue('mails', ${queue})\n${worker}const app = require('express')()\napp.post('/mails', async (req, res) => { ${add}; res.end() })\napp.listen(3000)\n`

export default defineRule({
  id: 'background-tasks/no-cleanup',
  catalogue: 'BG05',
  title: 'Finished jobs stay in Redis for ever',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'jobs', 'program'],
  why: 'BullMQ and Bull keep every finished job with its data until they are told not to. Redis fills up over weeks; when its memory is full it refuses writes or evicts keys, and queues, sessions and caches stop together.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Keep some for looking at, and let the rest go.',
      code: "new Queue('mails', {\n  connection,\n  defaultJobOptions: { removeOnComplete: { count: 1000 }, removeOnFail: { age: 7 * 24 * 3600 } },\n})",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Set it for all queues at once.',
      code: 'BullModule.forRoot({ connection, defaultJobOptions: { removeOnComplete: 1000, removeOnFail: 5000 } })',
    },
  ],
  references: [
    { title: 'BullMQ: auto-removal of jobs', url: 'https://docs.bullmq.io/guide/queues/auto-removal-of-jobs' },
  ],
  falsePositives: [
    'A limit on the worker instead of the queue.',
    'A clean-up that the program runs itself (`queue.clean()`).',
    'Failed jobs are often kept on purpose; only completed ones count.',
  ],
  examples: [
    {
      name: 'jobs that are there',
      outcome: 'fail',
      says: '80000 finished jobs',
      live: running({ queues: queueFacts({ completed: 80_000 }) }),
    },
    {
      name: 'a limit for every job of the queue',
      outcome: 'pass',
      line: 3,
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(
          '{ connection, defaultJobOptions: { removeOnComplete: 100 } }',
          "await mails.add('mail', {})",
        ),
      }),
    },
    {
      name: 'a limit where the job is added; failed ones are kept',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER('{ connection }', "await mails.add('mail', {}, { removeOnComplete: true })"),
      }),
    },
    {
      name: 'a limit on the worker',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER(
          '{ connection }',
          "await mails.add('mail', {})",
          "new Worker('mails', async () => {}, { connection, removeOnComplete: { count: 100 } })\n",
        ),
      }),
    },
    {
      name: 'cleaned by the program',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js': `${SERVER('{ connection }', "await mails.add('mail', {})")}setInterval(() => mails.clean(3600_000, 1000, 'completed'), 3600_000)\n`,
      }),
    },
    {
      name: 'nothing said',
      outcome: 'fail',
      line: 5,
      files: project('express@5 bullmq@5', {
        'server.js': SERVER('{ connection, defaultJobOptions: { attempts: 3 } }', "await mails.add('mail', {})"),
      }),
    },
    {
      name: 'kept on purpose, without end',
      outcome: 'fail',
      files: project('express@5 bullmq@5', {
        'server.js': SERVER('{ connection }', "await mails.add('mail', {}, { removeOnComplete: false })"),
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
        'server.js': SERVER('{ connection }', "await mails.add('mail', {}, require('company-jobs').options)"),
      }),
    },
  ],
  evaluate({ service, jobs, program }) {
    if (jobs.libraries.length === 0) return notApplicable('no queue of BullMQ or Bull')
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (jobs.queues.length === 0 && jobs.additions.length === 0) return notApplicable('no queue of BullMQ or Bull')
    const workers = jobs.workers.filter((worker) => worker.kind === 'worker' && limits(worker) !== 'unset')
    const cleaned = cleanedQueues(program)
    const settings = jobSettings(jobs, KEY, {
      isOff: isWithoutLimit,
      isEnough: ({ name, id }) =>
        workers.some(({ queue }) => queue !== undefined && queue === name) || cleaned.some((queue) => queue === id),
    })
    const set = settings.filter(({ state }) => state === 'set').map(({ place }) => codeAt(place.file, place.at))
    const missing = settings.filter(({ state }) => state === 'unset')
    if (missing.length > 0 && workers.every(({ queue }) => queue !== undefined)) {
      return fail(
        missing.map(({ place }) => ({
          message:
            'completed jobs are kept in Redis without limit: neither the queue, the call nor the worker sets removeOnComplete',
          evidence: [codeAt(place.file, place.at)],
        })),
        set.length,
      )
    }
    const open = settings.filter(({ state }) => state !== 'set').map(({ place }) => codeAt(place.file, place.at))
    if (open.length > 0) return unknown('the options of some jobs could not be followed', open)
    return pass(set, set.length)
  },
  live: {
    parts: ['queues'],
    evaluate({ queues }) {
      const full = queues!.queues.filter(({ completed }) => completed > MAX_COMPLETED)
      if (full.length === 0) return notApplicable('no queue keeps many finished jobs')
      return fail(
        full.map((queue) => ({
          message: `${queue.name} keeps ${queue.completed} finished jobs`,
          evidence: [probed(`ZCARD bull:${queue.name}:completed`, `${queue.completed}`)],
          key: queue.name,
        })),
      )
    },
  },
})

/** Identities of the queues on which the program calls `clean()`. */
function cleanedQueues(program: Execution): string[] {
  return program.matching(/^(bullmq\.Queue|bull)\(\)\.clean$/).flatMap(({ callee, force }) => {
    const queue = callee.kind === 'external' ? callee.receiver : undefined
    return force !== 'off' && queue?.kind === 'instance' ? [queue.id] : []
  })
}

function limits({ options }: JobWorker): ReturnType<typeof optionState> {
  return optionState(options, KEY, isWithoutLimit)
}

function isWithoutLimit(value: Value): boolean {
  return value.kind === 'literal' && (value.value === false || value.value === undefined)
}
