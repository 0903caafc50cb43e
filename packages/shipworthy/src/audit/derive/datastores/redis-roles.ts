import type { CallEvent } from '../execution/call-event.ts'

/**
 * What a Redis client does for the service: answers requests and jobs, backs a queue (whose blocking commands must not
 * time out), waits for messages, or holds sessions.
 */
export type RedisRole = 'request' | 'queue' | 'subscriber' | 'session'

const CONSUMERS: readonly [RegExp, RedisRole][] = [
  [/^(bullmq|bull|bee-queue|kue|@nestjs\/bull(mq)?|@taskforcesh\/bullmq-pro)(\.|\(|$)/, 'queue'],
  [
    /^(@socket\.io\/redis-(adapter|emitter|streams-adapter)|socket\.io-redis|graphql-redis-subscriptions)\b/,
    'subscriber',
  ],
  [/^(connect-redis|koa-redis)\b/, 'session'],
  [
    /^(rate-limit-redis|rate-limiter-flexible|@fastify\/rate-limit|@keyv\/redis|@keyvhq\/redis|cache-manager[\w-]*|redlock|@apollo\/utils\.keyvadapter|apollo-server-cache-redis|@nestjs\/throttler|nestjs-throttler-storage-redis|@nest-lab\/throttler-storage-redis)\b/,
    'request',
  ],
]

/** The role of a client that is handed to this function; `undefined` when the function is not known. */
export function consumerRole(name: string): RedisRole | undefined {
  return CONSUMERS.find(([pattern]) => pattern.test(name))?.[1]
}

/** A command that a request or a job waits for. */
export function isRequestCommand({ phase }: Pick<CallEvent, 'phase'>): boolean {
  return phase === 'callback'
}
