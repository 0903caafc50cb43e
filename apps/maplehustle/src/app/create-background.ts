import { createJobs, type Jobs, type JobStore } from '@shipworthy/kit/jobs'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Tasks } from '../tasks/create-tasks.ts'
import { TRACING } from './create-log.ts'

export interface BackgroundParts {
  config: Config
  store: JobStore
  /** Of ours, and of the parts of the kit. */
  tasks: readonly Tasks['all'][number][]
  schedules: Tasks['schedules']
  roles: readonly ('worker' | 'scheduler')[]
  log: Logger
}

/** Everything that is done apart from requests. */
export function createBackground({ config, log, ...parts }: BackgroundParts): Jobs {
  return createJobs({
    ...parts,
    prefix: 'maplehustle',
    tracer: TRACING,
    concurrency: {
      critical: config.JOBS_CRITICAL_CONCURRENCY,
      default: config.JOBS_DEFAULT_CONCURRENCY,
      low: config.JOBS_LOW_CONCURRENCY,
    },
    drainMs: config.JOBS_DRAIN_MS,
    lockMs: config.JOBS_LOCK_MS,
    onEvent: ({ type, error, ...event }) => {
      // A store that is gone says so many times a second; the check `jobs` and the outbox tell of it, too.
      if (type === 'completed' || type === 'error') log.debug({ ...event, err: error }, `job ${type}`)
      else log.warn({ ...event, err: error }, `job ${type}`)
    },
  })
}
