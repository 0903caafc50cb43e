/** Queues of BullMQ and Bull in a Redis. */
export interface QueueFacts {
  /** `host:port/database` */
  target: string
  queues: QueueState[]
  /** More were there than were looked at. */
  isCut: boolean
}

export interface QueueState {
  name: string
  waiting: number
  active: number
  delayed: number
  completed: number
  failed: number
  /** Jobs that failed within the last hour, of those that are kept. */
  failedLastHour: number
  /** Age of the job that has waited longest. */
  oldestWaitingMs: number
  isPaused: boolean
  /** Workers that are connected; absent when the server does not list its clients. */
  workers?: number
  schedules: QueueSchedule[]
}

/** A job that comes again and again. */
export interface QueueSchedule {
  name: string
  /** Cron expression or interval, with its time zone. */
  rhythm: string
  /** Tells schedules with different data apart; not the data. */
  dataKey: string
}
