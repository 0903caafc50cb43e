import { createMemoryStore, type HistoryStore } from '@shipworthy/health'
import { createPostgresStore } from '@shipworthy/health/stores/postgres-store'
import { createSqliteStore } from '@shipworthy/health/stores/sqlite-store'
import { resolve } from 'node:path'
import { openPostgres } from './clients/postgres.ts'
import type { MonitorConfig } from './schema/monitor-schema.ts'

const FILE = 'shipworthy-monitor.db'

/** Where everything is kept that must outlive this process. */
export async function openStore({ store = { type: 'sqlite' } }: MonitorConfig, folder: string): Promise<HistoryStore> {
  if (store.type === 'memory') return createMemoryStore()
  const { keep, maxBytes } = store
  const retention = { ...(keep && { keep }), ...(maxBytes !== undefined && { maxBytes }) }
  if (store.type === 'sqlite') return createSqliteStore({ path: resolve(folder, store.path ?? FILE), ...retention })
  const { client, close } = await openPostgres(store.url, { user: 'the store', folder })
  return { ...createPostgresStore({ pool: client, ...retention }), close: async () => void (await close()) }
}
