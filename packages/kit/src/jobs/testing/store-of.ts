import type { JobStore } from '../job-store.ts'
import { postgresStore } from '../stores/postgres-store.ts'
import { redisStore } from '../stores/redis-store.ts'

export function storeOf(url: string): JobStore {
  return url.startsWith('redis') ? redisStore({ url }) : postgresStore({ connectionString: url })
}
