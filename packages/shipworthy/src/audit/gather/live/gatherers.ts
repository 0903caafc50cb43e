import { backups } from './backups/backups.ts'
import { environment } from './environment/environment.ts'
import { faults } from './faults/faults.ts'
import { http } from './http/http.ts'
import { limits } from './limits/limits.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import { load } from './load/load.ts'
import { mysql } from './mysql/mysql.ts'
import { payments } from './payments/payments.ts'
import { postgres } from './postgres/postgres.ts'
import { process } from './process/process.ts'
import { prometheus } from './prometheus/prometheus.ts'
import { queues } from './queues/queues.ts'
import { redis } from './redis/redis.ts'
import { tls } from './tls/tls.ts'

/** In the order in which they are asked: what disturbs least goes first, and after the last nobody answers any more. */
export const GATHERERS: readonly AnyGatherer[] = [
  environment,
  tls,
  http,
  postgres,
  mysql,
  redis,
  queues,
  prometheus,
  backups,
  payments,
  load,
  faults,
  limits,
  process,
]
