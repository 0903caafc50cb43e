import type { Tokens } from '../../facts/tokens.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { PackagesView } from '../packages-view.ts'
import { findAdditions } from './find-additions.ts'
import { findQueues } from './find-queues.ts'
import { findWorkers } from './find-workers.ts'
import type { JobAddition, JobQueue, JobWorker, ScheduledJob } from './job-queue.ts'
import { findNestQueues } from './nest-queues.ts'
import { findScheduledJobs } from './scheduled-jobs.ts'

/** Work outside requests: queues, what fills them, what empties them, and timers. */
export interface JobsView {
  /** Packages of queues that the project depends on. */
  libraries: string[]
  queues: JobQueue[]
  workers: JobWorker[]
  additions: JobAddition[]
  /** Timers of the process itself. */
  scheduled: ScheduledJob[]
  /** Schedules kept in a store that all instances share, which gives each run to one of them. */
  sharedSchedules: CallEvent[]
}

export const jobTokens: Tokens = {
  packages: [
    'bullmq',
    'bull',
    'bee-queue',
    '@nestjs/bullmq',
    '@nestjs/bull',
    'agenda',
    '@hokify/agenda',
    'pg-boss',
    'graphile-worker',
    'kafkajs',
    'amqplib',
    'node-cron',
    'cron',
    'croner',
    'node-schedule',
    '@nestjs/schedule',
    'ioredis',
  ],
  words: ['setInterval'],
}

const SHARED_SCHEDULES: readonly [from: string, pattern: RegExp][] = [
  ['bullmq', /^bullmq\.Queue(Pro)?\(\)\.upsertJobScheduler$/],
  ['agenda', /^agenda(\.Agenda)?\(\)\.every$/],
  ['@hokify/agenda', /^@hokify\/agenda(\.Agenda)?\(\)\.every$/],
  ['pg-boss', /^pg-boss(\.PgBoss)?\(\)\.schedule$/],
]

const LIBRARIES =
  /^(bullmq|bull|bee-queue|agenda|@hokify\/agenda|pg-boss|graphile-worker|kafkajs|amqplib|@nestjs\/bullmq|@nestjs\/bull)$/

export function deriveJobs(program: Execution, packages: PackagesView): JobsView {
  const nest = findNestQueues(program)
  const queues = [...findQueues(program), ...nest.queues]
  const additions = findAdditions(program, queues)
  const schedulers = SHARED_SCHEDULES.flatMap(([from, pattern]) =>
    program.ofPackage(from).filter(({ name, force }) => pattern.test(name) && force !== 'off'),
  )
  const repeated = additions.filter(({ isRepeated }) => isRepeated).map(({ event }) => event)
  return {
    libraries: packages.dependencies(LIBRARIES).map(({ name }) => name),
    queues,
    workers: [...findWorkers(program), ...nest.workers],
    additions,
    scheduled: findScheduledJobs(program),
    sharedSchedules: [...new Set([...schedulers, ...repeated])],
  }
}
