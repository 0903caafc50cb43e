import {
  createAccessTokens,
  createLockout,
  createLogin,
  createPasswords,
  createSessions,
  createSingleUseTokens,
  type AccessTokens,
  type Passwords,
} from '@shipworthy/kit/auth'
import type { Cache } from '@shipworthy/kit/cache'
import type { PgPool } from '@shipworthy/kit/database'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { findCredentials, updatePasswordHash } from '../repositories/users.ts'
import { createAuthentication } from '../services/authentication.ts'
import { createCatalogue } from '../services/catalogue.ts'
import { createCleanUp } from '../services/clean-up.ts'
import { PERMISSIONS } from '../services/permissions.ts'
import { createProfiles } from '../services/profiles.ts'
import type { Services } from '../services/services.ts'

export interface ServiceParts {
  config: Config
  pool: PgPool
  cache: Cache
  log: Logger
}

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000]

/** Puts the services together; each is made of the parts it names. */
export function createServices({ config, pool, cache, log }: ServiceParts): Services {
  const passwords = createPasswords()
  const sessions = createSessions({
    pool,
    idleMs: config.SESSION_IDLE_DAYS * DAY_MS,
    lifetimeMs: config.SESSION_LIFETIME_DAYS * DAY_MS,
    onReuse: (event) => log.warn(event, 'a refresh token came twice; its session was revoked'),
  })
  const lockout = createLockout({ pool, free: config.LOGIN_FREE_FAILURES })
  const singleUseTokens = createSingleUseTokens({ pool })
  return {
    sessions,
    authentication: createAuthentication({
      pool,
      passwords,
      sessions,
      tokens: accessTokens(config),
      checkLogin: checkLogin(pool, passwords, lockout),
    }),
    profiles: createProfiles({ pool, cache }),
    catalogue: createCatalogue({ pool, cache, permissions: PERMISSIONS }),
    cleanUp: createCleanUp({ pool, expiring: { sessions, lockout, singleUseTokens } }),
  }
}

function accessTokens(config: Config): AccessTokens {
  return createAccessTokens({
    issuer: config.PUBLIC_URL,
    audience: config.PUBLIC_URL,
    lifetimeMs: config.ACCESS_TOKEN_MINUTES * MINUTE_MS,
    keys: config.ACCESS_TOKEN_KEYS.map(({ kid, key }) => ({ kid, key, algorithm: 'HS256' })),
  })
}

function checkLogin(pool: PgPool, passwords: Passwords, lockout: ReturnType<typeof createLockout>) {
  return createLogin({
    passwords,
    lockout,
    // Against one account from many networks at once.
    accountLockout: createLockout({ pool, free: 100 }),
    findUser: (email) => findCredentials(pool, email),
    saveHash: ({ user }, hash) => updatePasswordHash(pool, user.id, hash),
  })
}
