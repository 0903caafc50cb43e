import { packageOfName } from '../program/names.ts'
import { makerTraits } from './maker-traits.ts'
import { CACHE_MAKERS } from './makers.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, type Trait } from './trait.ts'

/** Redis clients, and caches in the memory of the process. */
export function cacheTraits(context: ProfileContext): Trait[] {
  const redis = context.views.datastores.redis
    .filter(({ event }) => event.phase !== 'unseen')
    .map(({ name, event }) => context.event(`Redis through ${packageOfName(name)}`, event))
  return mergeTraits([...redis, ...makerTraits(context, CACHE_MAKERS)])
}
