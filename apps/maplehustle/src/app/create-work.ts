import type { Cache } from '@shipworthy/kit/cache'
import type { Jobs } from '@shipworthy/kit/jobs'
import type { Mailer } from '@shipworthy/kit/mail'
import type { Pool } from '@shipworthy/kit/database'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { createMailDesk } from '../services/mail-desk.ts'
import { createOutbox, type Outbox } from '../services/outbox.ts'
import type { PaymentGateway } from '../services/payment-gateway.ts'
import type { Services } from '../services/services.ts'
import { createTasks } from '../tasks/create-tasks.ts'
import { createBackground } from './create-background.ts'
import { createJobStore } from './create-job-store.ts'
import { createServices } from './create-services.ts'
import type { Database } from './open-database.ts'

export interface WorkParts {
  config: Config
  log: Logger
  database: Database
  /** The same database, traced. */
  pool: Pool
  cache: Cache
  gateway: PaymentGateway
  mailer: Mailer
  roles: readonly ('worker' | 'scheduler')[]
  now: () => Date
}

export interface Work {
  services: Services
  jobs: Jobs
  outbox: Outbox
}

/** The circle of work: requests leave some behind, the outbox hands it to the jobs, and the jobs do it with the services. */
export function createWork(parts: WorkParts): Work {
  const { config, log, database, pool, mailer, roles } = parts
  const outbox = createOutbox({
    pool,
    enqueue: (task, payload, key) => jobs.enqueue(tasks.work[task], payload, { key }),
    onError: (err) => log.warn({ err }, 'work waits in the outbox'),
  })
  const services = createServices({ ...parts, outbox })
  const mailDesk = createMailDesk({
    pool,
    mailAddresses: services.mailAddresses,
    post: (template, mail, key) => mailer.enqueue(jobs, template, mail, { key }),
    name: config.APP_NAME,
    publicUrl: config.PUBLIC_URL,
  })
  const tasks = createTasks({
    ...services,
    mailDesk,
    crons: { remind: config.REMINDER_CRON, cleanUp: config.CLEAN_UP_CRON, maintain: config.MAINTENANCE_CRON },
  })
  const jobs = createBackground({
    config,
    log,
    store: createJobStore(config, database, log),
    tasks: [...tasks.all, mailer.task],
    schedules: tasks.schedules,
    roles,
  })
  return { services, jobs, outbox }
}
