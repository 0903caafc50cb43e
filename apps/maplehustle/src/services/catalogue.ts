import type { Cache } from '@shipworthy/kit/cache'
import type { PgPool } from '@shipworthy/kit/database'
import { readCursor, type Page } from '../domain/page.ts'
import { searchWords } from '../domain/search-words.ts'
import type { Category, Service, ServiceDraft, ServiceQuery } from '../domain/service.ts'
import type { Actor } from '../domain/user.ts'
import { findProviderProfile } from '../repositories/provider-profiles.ts'
import {
  findService,
  insertService,
  listCategories,
  listServicesOf,
  searchServices,
  updateService,
} from '../repositories/services.ts'
import type { AppPermissions } from './permissions.ts'
import { badRequest, conflict, notFound, unprocessable } from './problem.ts'

export interface CatalogueParts {
  pool: PgPool
  cache: Cache
  permissions: AppPermissions
}

export interface ListRequest {
  limit: number
  cursor?: string | undefined
}

export interface Catalogue {
  categories: () => Promise<Category[]>
  search: (query: ServiceQuery, list: ListRequest) => Promise<Page<Service>>
  /** What is not published is shown to its provider and to admins only. */
  read: (id: string, actor?: Actor) => Promise<Service>
  listOwn: (actor: Actor, list: ListRequest) => Promise<Page<Service>>
  add: (actor: Actor, draft: ServiceDraft) => Promise<Service>
  change: (actor: Actor, id: string, change: Partial<ServiceDraft>) => Promise<Service>
}

/** Everything that is cached of the catalogue. */
export const CATALOGUE_TAG = 'catalogue'
const HOUR_MS = 3_600_000

export function createCatalogue({ pool, cache, permissions }: CatalogueParts): Catalogue {
  const categories = (): Promise<Category[]> =>
    cache.getOrLoad('categories', () => listCategories(pool), { ttlMs: HOUR_MS })

  async function find(id: string): Promise<Service> {
    const load = async (): Promise<Service | null> => (await findService(pool, id)) ?? null
    const service = await cache.getOrLoad(`service:${id}`, load, { tags: [CATALOGUE_TAG] })
    if (!service) throw notFound('service')
    return service
  }

  async function checkCategory(slug: string): Promise<void> {
    if (!(await categories()).some((category) => category.slug === slug))
      throw unprocessable(`There is no category "${slug}".`)
  }

  return {
    categories,
    search: (asked, { limit, cursor }) => {
      const query = { ...asked, text: asked.text === undefined ? undefined : searchWords(asked.text) }
      const page = { limit, after: cursorOf(cursor, query.text === undefined ? 'time' : 'rank') }
      const key = `search:${JSON.stringify([query.text, query.category, query.city, query.maxPriceCents, limit, cursor])}`
      return cache.getOrLoad(key, () => searchServices(pool, query, page), { tags: [CATALOGUE_TAG] })
    },
    read: async (id, actor) => {
      const service = await find(id)
      const isVisible = service.isPublished || (actor && permissions.allows(actor, 'service.change', service))
      if (!isVisible) throw notFound('service')
      return service
    },
    listOwn: (actor, { limit, cursor }) => listServicesOf(pool, actor.id, { limit, after: cursorOf(cursor, 'time') }),
    add: async (actor, draft) => {
      if (!(await findProviderProfile(pool, actor.id))) throw conflict('Set up a provider profile first.')
      await checkCategory(draft.category)
      const id = await insertService(pool, actor.id, draft)
      await cache.invalidateTags([CATALOGUE_TAG])
      return find(id)
    },
    change: async (actor, id, change) => {
      const service = await findService(pool, id)
      if (!service || !permissions.allows(actor, 'service.change', service)) throw notFound('service')
      if (change.category !== undefined) await checkCategory(change.category)
      await updateService(pool, id, { ...service, ...change })
      await cache.invalidateTags([CATALOGUE_TAG])
      return find(id)
    },
  }
}

export function cursorOf(cursor: string | undefined, order: 'time' | 'rank') {
  if (cursor === undefined) return undefined
  const read = readCursor(cursor, order)
  if (!read) throw badRequest('The cursor is not one of this list.')
  return read
}
