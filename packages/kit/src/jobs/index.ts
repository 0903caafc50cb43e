export { createJobs } from './create-jobs.ts'
export { defineTask, QUEUES, type JobContext, type QueueName, type Task, type TaskOptions } from './define-task.ts'
export type {
  DeadLetter,
  EnqueueOptions,
  JobEvent,
  Jobs,
  JobsOptions,
  JobStatus,
  QueueHeartbeat,
  QueueStatistics,
} from './jobs.ts'
export { mountJobBoard, type BoardHost, type JobBoardOptions } from './job-board.ts'
export type { JobStore } from './job-store.ts'
export { maintenanceTasks, type Maintenance, type MaintenanceOptions, type Prunable } from './maintenance-tasks.ts'
export { forgetOnce, JOBS_MIGRATIONS, once } from './once.ts'
export { PermanentFailure } from './permanent-failure.ts'
export type { Backoff } from './retry-delay.ts'
export { defineSchedule, type Schedule } from './schedule.ts'
export { embeddedStore } from './stores/embedded-store.ts'
export { postgresStore, type PostgresStoreOptions } from './stores/postgres-store.ts'
export { redisStore, type RedisStoreOptions } from './stores/redis-store.ts'
export { KitError } from '../kit-error.ts'
