import { environment } from './environment/environment.ts'
import { http } from './http/http.ts'
import { payments } from './payments/payments.ts'
import { prometheus } from './prometheus/prometheus.ts'
import { queues } from './queues/queues.ts'
import { redis } from './redis/redis.ts'
import { tls } from './tls/tls.ts'
import type { AnyGatherer } from './live-gatherer.ts'

/** In the order in which they are asked: what disturbs least goes first. */
export const GATHERERS: readonly AnyGatherer[] = [environment, tls, redis, queues, prometheus, payments, http]
