import { check, type HealthCheck, type HistoryStore } from '@shipworthy/health'
import {
  bullmq,
  cpu,
  disk,
  dns,
  fileAge,
  http,
  memory,
  mysql,
  nats,
  network,
  pgBoss,
  postgres,
  processAlive,
  rabbitmq,
  redis,
  smtp,
  tcp,
  tls,
} from '@shipworthy/health/checks'
import { openBullQueue } from './clients/bull-queue.ts'
import { openMysql } from './clients/mysql.ts'
import { openNats } from './clients/nats.ts'
import type { ClientUse, OpenClient } from './clients/open-client.ts'
import { openPostgres } from './clients/postgres.ts'
import { openRabbitmq } from './clients/rabbitmq.ts'
import { openRedis } from './clients/redis.ts'
import type { HeartbeatTarget } from './heartbeats/answer-heartbeats.ts'
import { createHeartbeat } from './heartbeats/create-heartbeat.ts'
import { inTime } from './in-time.ts'
import type { NamedCheck } from './name-checks.ts'
import type { CheckConfig } from './schema/check-schemas.ts'

export interface BuiltCheck {
  health: HealthCheck
  /** Of a job that is heard of over HTTP. */
  heartbeat?: HeartbeatTarget
  /** Ends what was opened for it. */
  close: () => Promise<unknown>
}

/** What surrounds a check. */
export interface Surroundings {
  /** What relative paths are relative to, and where drivers are looked for. */
  folder: string
  /** Where beats are kept; undefined when checks are run once, and nobody can be heard. */
  store?: () => HistoryStore
}

type Type = CheckConfig['type']
type Entry<T extends Type> = Omit<Extract<CheckConfig, { type: T }>, 'type' | 'name'> & {
  name: string
  kind: 'monitor'
}

/** What builders ask for. */
interface Workshop extends Pick<Surroundings, 'store'> {
  /** For messages, and where to look for a driver. */
  use: ClientUse
  /** The client; it ends with the check. */
  client: (opening: Promise<OpenClient>) => Promise<never>
}

type Built = HealthCheck | Pick<BuiltCheck, 'health' | 'heartbeat'>

/** From the words of a configuration to the options of a check. */
const BUILDERS: { [T in Type]: (entry: Entry<T>, workshop: Workshop) => Built | Promise<Built> } = {
  http,
  tcp,
  dns: ({ record, ...entry }) => dns({ ...entry, ...(record && { type: record }) }),
  tls,
  smtp,
  network,
  postgres: async ({ url, ...entry }, { client, use }) =>
    postgres({ ...entry, client: await client(openPostgres(url, use)) }),
  mysql: async ({ url, ...entry }, { client, use }) => mysql({ ...entry, client: await client(openMysql(url, use)) }),
  redis: async ({ url, ...entry }, { client, use }) => redis({ ...entry, client: await client(openRedis(url, use)) }),
  rabbitmq: async ({ url, ...entry }, { client, use }) =>
    rabbitmq({ ...entry, connection: await client(openRabbitmq(url, use)) }),
  nats: async ({ url, ...entry }, { client, use }) => nats({ ...entry, connection: await client(openNats(url, use)) }),
  bullmq: async ({ url, queue, prefix, ...entry }, { client, use }) =>
    bullmq({ ...entry, queue: await client(openBullQueue({ url, queue, prefix }, use)) }),
  pgBoss: async ({ url, ...entry }, { client, use }) => {
    const pool: { query: (text: string, values: unknown[]) => never } = await client(openPostgres(url, use))
    return pgBoss({ ...entry, boss: { getDb: () => ({ executeSql: pool.query.bind(pool) }) } })
  },
  disk,
  cpu,
  memory,
  fileAge,
  process: processAlive,
  async heartbeat({ token, ...entry }, { store }) {
    if (!store) return check(entry.name, entry, () => UNHEARD)
    const { check: health, note } = await createHeartbeat(entry, store)
    return { health, heartbeat: { token, note } }
  },
}

const UNHEARD = { status: 'unknown', message: 'only a monitor that goes on hears of it' } as const
/** Clients of servers that hang are not waited for any longer. */
const CLOSE_MS = 2_000

/** The check of the library that an entry of the configuration stands for. */
export async function buildCheck({ name, check: entry }: NamedCheck, surroundings: Surroundings): Promise<BuiltCheck> {
  const { type, name: _, ...options } = entry
  const { folder, store } = surroundings
  const closes: (() => Promise<unknown>)[] = []
  const workshop: Workshop = {
    ...(store && { store }),
    use: { user: `the check ${name}`, folder },
    async client(opening) {
      const { client, close } = await opening
      closes.push(close)
      return client as never
    },
  }
  const build = BUILDERS[type] as (entry: object, workshop: Workshop) => Built | Promise<Built>
  const built = await build({ ...options, name, kind: 'monitor' }, workshop)
  return {
    ...('health' in built ? built : { health: built }),
    close: () => inTime(Promise.allSettled(closes.map((close) => close())), CLOSE_MS),
  }
}
