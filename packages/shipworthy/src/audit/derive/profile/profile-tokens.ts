import type { Tokens } from '../../facts/tokens.ts'
import { corsTokens } from '../http/cors-view.ts'
import { CACHE_MAKERS, QUEUE_MAKERS } from './makers.ts'
import { MIDDLEWARE_KINDS } from './middleware-kinds.ts'

/** What makes a source matter to the profile beyond the views it draws on. */
export const PROFILE_TOKENS: readonly Tokens[] = [
  corsTokens,
  { packages: [...MIDDLEWARE_KINDS, ...CACHE_MAKERS, ...QUEUE_MAKERS].flatMap(({ packages }) => packages) },
]
