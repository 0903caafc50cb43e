import {
  createAccessTokens,
  createLockout,
  createLogin,
  createPasswords,
  createSessions,
  createSingleUseTokens,
  type AccessTokens,
  type Lockout,
  type Passwords,
} from '@shipworthy/kit/auth'
import type { Cache } from '@shipworthy/kit/cache'
import type { PgPool } from '@shipworthy/kit/database'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { findCredentials, updatePasswordHash } from '../repositories/users.ts'
import { createAdministration } from '../services/administration.ts'
import { createAuthentication } from '../services/authentication.ts'
import { createAvailabilities } from '../services/availability.ts'
import { createBookings } from '../services/bookings.ts'
import { CATALOGUE_TAG, createCatalogue } from '../services/catalogue.ts'
import { createCleanUp } from '../services/clean-up.ts'
import { createMailAddresses } from '../services/mail-addresses.ts'
import { createMaintenance } from '../services/maintenance.ts'
import { createMessages } from '../services/messages.ts'
import { createNotifications } from '../services/notifications.ts'
import type { Outbox } from '../services/outbox.ts'
import type { PaymentGateway } from '../services/payment-gateway.ts'
import { createPayments } from '../services/payments.ts'
import { PERMISSIONS } from '../services/permissions.ts'
import { createProfiles } from '../services/profiles.ts'
import { createReminders } from '../services/reminders.ts'
import { createReviews } from '../services/reviews.ts'
import type { Services } from '../services/services.ts'
import { createUploads } from '../services/uploads.ts'

export interface ServiceParts {
  config: Config
  pool: PgPool
  cache: Cache
  log: Logger
  outbox: Outbox
  gateway: PaymentGateway
  now: () => Date
}

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]

/** Puts the services together; each is made of the parts it names. */
export function createServices(given: ServiceParts): Services {
  const { config, pool, cache, log, now } = given
  const parts = { ...given, permissions: PERMISSIONS }
  const passwords = createPasswords()
  const sessions = createSessions({
    pool,
    idleMs: config.SESSION_IDLE_DAYS * DAY_MS,
    lifetimeMs: config.SESSION_LIFETIME_DAYS * DAY_MS,
    onReuse: (event) => log.warn(event, 'a refresh token came twice; its session was revoked'),
  })
  const lockout = createLockout({ pool, free: config.LOGIN_FREE_FAILURES })
  const singleUseTokens = createSingleUseTokens({ pool })
  const uploads = createUploads({ ...parts, folder: config.UPLOADS_FOLDER })
  return {
    sessions,
    authentication: createAuthentication({
      ...parts,
      passwords,
      sessions,
      tokens: accessTokens(config),
      checkLogin: checkLogin(pool, passwords, lockout),
    }),
    mailAddresses: createMailAddresses({ ...parts, passwords, sessions, links: singleUseTokens }),
    profiles: createProfiles({ pool, cache }),
    catalogue: createCatalogue(parts),
    availabilities: createAvailabilities({ pool }),
    bookings: createBookings({ ...parts, minNoticeMs: config.BOOKING_NOTICE_MINUTES * MINUTE_MS }),
    payments: createPayments(parts),
    messages: createMessages(parts),
    notifications: createNotifications({ pool }),
    reviews: createReviews(parts),
    uploads,
    administration: createAdministration({ pool, sessions }),
    reminders: createReminders({
      ...parts,
      aheadMs: config.REMIND_HOURS_AHEAD * HOUR_MS,
      answerWithinMs: config.BOOKING_ANSWER_HOURS * HOUR_MS,
    }),
    cleanUp: createCleanUp({
      pool,
      now,
      sessions,
      lockout,
      singleUseTokens,
      uploads,
      refreshCache: () => cache.invalidateTags([CATALOGUE_TAG]),
    }),
    maintenance: createMaintenance({ pool }),
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

function checkLogin(pool: PgPool, passwords: Passwords, lockout: Lockout) {
  return createLogin({
    passwords,
    lockout,
    // Against one account from many networks at once.
    accountLockout: createLockout({ pool, free: 100 }),
    findUser: (email) => findCredentials(pool, email),
    saveHash: ({ user }, hash) => updatePasswordHash(pool, user.id, hash),
  })
}
