import { callAt, siteAt } from '../evidence.ts'
import type { Datastore, DatastoresView } from './datastores-view.ts'
import { poolSettings, type PoolSettings } from './pool-settings.ts'
import type { Views } from '../views.ts'
import type { Evidence } from '../../model/outcome.ts'

/** A database connection with what its pool is told. */
export interface JudgedStore {
  store: Datastore
  settings: PoolSettings
}

/** Databases that a pool talks to over the network, each library once per place. */
export function pooledStores({ datastores, program }: Pick<Views, 'datastores' | 'program'>): JudgedStore[] {
  const stores = datastores.databases.filter(
    ({ family, force, kind, event }) =>
      family !== 'sqlite' && force !== 'off' && kind !== 'client' && event.phase !== 'unseen',
  )
  const wrapped = stores.filter((store) => !(store.library === 'drizzle' || store.library === 'kysely'))
  const chosen = wrapped.length > 0 ? wrapped : stores
  return chosen.map((store) => ({ store, settings: poolSettings(program, store) }))
}

export function settingEvidence(
  { store }: JudgedStore,
  setting: { site?: { file: Datastore['file']; at: number }; name: string } | undefined,
): Evidence {
  return setting?.site ? { ...siteAt(setting.site), note: setting.name } : callAt(store.event)
}

/** A Prisma schema without a client that was found: the client is there, only its construction is not. */
export function prismaOnly({ prisma, databases }: DatastoresView): DatastoresView['prisma'] {
  return prisma && !databases.some(({ library }) => library === 'prisma') ? prisma : undefined
}
