import type { HealthCheck } from '@shipworthy/health'
import {
  cpu,
  disk,
  dns,
  fileAge,
  http,
  memory,
  mysql,
  network,
  postgres,
  processAlive,
  redis,
  smtp,
  tcp,
  tls,
} from '@shipworthy/health/checks'
import type { NamedCheck } from './name-checks.ts'
import { CLIENTS } from './open-client.ts'
import type { CheckConfig } from './schema/check-schemas.ts'

export interface BuiltCheck {
  health: HealthCheck
  /** Ends what was opened for it. */
  close: () => Promise<unknown>
}

type Type = CheckConfig['type']
type Entry<T extends Type> = Omit<Extract<CheckConfig, { type: T }>, 'type' | 'name'> & {
  name: string
  kind: 'monitor'
}
/** A client for the URL of an entry; it ends with the check. */
type Open = (kind: keyof typeof CLIENTS, url: string) => Promise<never>

/** From the words of a configuration to the options of a check. */
const BUILDERS: { [T in Type]: (entry: Entry<T>, open: Open) => HealthCheck | Promise<HealthCheck> } = {
  http,
  tcp,
  dns: ({ record, ...entry }) => dns({ ...entry, ...(record && { type: record }) }),
  tls,
  smtp,
  network,
  postgres: async ({ url, ...entry }, open) => postgres({ ...entry, client: await open('postgres', url) }),
  mysql: async ({ url, ...entry }, open) => mysql({ ...entry, client: await open('mysql', url) }),
  redis: async ({ url, ...entry }, open) => redis({ ...entry, client: await open('redis', url) }),
  disk,
  cpu,
  memory,
  fileAge,
  process: processAlive,
}

/** The check of the library that an entry of the configuration stands for. */
export async function buildCheck({ name, check }: NamedCheck, folder: string): Promise<BuiltCheck> {
  const { type, name: _, ...options } = check
  const closes: (() => Promise<unknown>)[] = []
  const open: Open = async (kind, url) => {
    const { client, close } = await CLIENTS[kind](url, `the check ${name}`, folder)
    closes.push(close)
    return client as never
  }
  const build = BUILDERS[type] as (entry: object, open: Open) => HealthCheck | Promise<HealthCheck>
  const health = await build({ ...options, name, kind: 'monitor' }, open)
  return { health, close: () => Promise.allSettled(closes.map((close) => close())) }
}
