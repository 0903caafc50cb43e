import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'

export type WorkerSettings = Omit<WorkerOptions, 'connection' | 'prefix'>

/** Where jobs are kept: see `redisStore`, `postgresStore`, `embeddedStore`. */
export interface JobStore {
  readonly kind: 'redis' | 'postgres' | 'embedded'
  /** Makes it ready, or throws. */
  open: () => Promise<void>
  queue: (name: string) => Queue
  worker: (name: string, processor: Processor, settings: WorkerSettings) => Worker
  close: () => Promise<void>
}
