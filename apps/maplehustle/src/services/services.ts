import type { Sessions } from '@shipworthy/kit/auth'
import type { Authentication } from './authentication.ts'
import type { Catalogue } from './catalogue.ts'
import type { CleanUp } from './clean-up.ts'
import type { Profiles } from './profiles.ts'

/** What the service can do; routes and tasks call these and nothing below them. */
export interface Services {
  authentication: Authentication
  sessions: Sessions
  profiles: Profiles
  catalogue: Catalogue
  cleanUp: CleanUp
}
