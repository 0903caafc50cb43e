import { backups } from './backups/backups.ts'
import { http } from './http/http.ts'
import { prometheus } from './prometheus/prometheus.ts'
import { queues } from './queues/queues.ts'
import { redis } from './redis/redis.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import { mysql } from './mysql/mysql.ts'
import { postgres } from './postgres/postgres.ts'

/** In the order in which they are asked: what disturbs least goes first. */
export const GATHERERS: readonly AnyGatherer[] = [http, postgres, mysql, redis, queues, prometheus, backups]
