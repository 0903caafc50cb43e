import { backups } from './backups/backups.ts'
import { faults } from './faults/faults.ts'
import { http } from './http/http.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import { load } from './load/load.ts'
import { mysql } from './mysql/mysql.ts'
import { postgres } from './postgres/postgres.ts'
import { process } from './process/process.ts'
import { prometheus } from './prometheus/prometheus.ts'
import { queues } from './queues/queues.ts'
import { redis } from './redis/redis.ts'

/** In the order in which they are asked: what disturbs least goes first, and after the last nobody answers any more. */
export const GATHERERS: readonly AnyGatherer[] = [
  http,
  postgres,
  mysql,
  redis,
  queues,
  prometheus,
  backups,
  load,
  faults,
  process,
]
