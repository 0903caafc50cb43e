import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { Cache } from '@shipworthy/kit/cache'
import type { ProviderProfile } from '../domain/provider-profile.ts'
import type { Actor, Locale, User } from '../domain/user.ts'
import { findProviderProfile, saveProviderProfile } from '../repositories/provider-profiles.ts'
import { findUser, updateUser } from '../repositories/users.ts'
import { CATALOGUE_TAG } from './catalogue.ts'
import { notFound, unprocessable } from './problem.ts'

export interface Profiles {
  me: (actor: Actor) => Promise<User>
  changeMe: (actor: Actor, change: { name?: string | undefined; locale?: Locale | undefined }) => Promise<User>
  readProvider: (id: string) => Promise<ProviderProfile>
  /** Makes the actor a provider; the role is in the next access token. */
  saveProvider: (actor: Actor, profile: Omit<ProviderProfile, 'userId'>) => Promise<ProviderProfile>
}

export function createProfiles({ pool, cache }: { pool: PgPool; cache: Cache }): Profiles {
  return {
    me: async ({ id }) => (await findUser(pool, id)) ?? missing('account'),
    changeMe: async ({ id }, change) => (await updateUser(pool, id, change)) ?? missing('account'),
    readProvider: async (id) => (await findProviderProfile(pool, id)) ?? missing('provider'),
    saveProvider: async ({ id }, profile) => {
      if (!isTimeZone(profile.timeZone)) throw unprocessable(`There is no time zone "${profile.timeZone}".`)
      const saved = await inTransaction(pool, (client) => saveProviderProfile(client, { ...profile, userId: id }))
      // Services show the name of their provider.
      await cache.invalidateTags([CATALOGUE_TAG])
      return saved
    },
  }
}

function missing(what: string): never {
  throw notFound(what)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
