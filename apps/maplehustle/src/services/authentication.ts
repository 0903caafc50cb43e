import { KitError, type AccessTokens, type LoginResult, type Passwords, type Sessions } from '@shipworthy/kit/auth'
import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import { normalEmail, type Actor, type Locale, type Role, type User } from '../domain/user.ts'
import { insertWork } from '../repositories/outbox.ts'
import { findCredentials, findUser, insertUser } from '../repositories/users.ts'
import type { Outbox } from './outbox.ts'
import { forbidden, tooMany, unauthorised, unprocessable } from './problem.ts'

export interface AuthenticationParts {
  pool: PgPool
  passwords: Passwords
  tokens: AccessTokens
  sessions: Sessions
  outbox: Pick<Outbox, 'wake'>
  checkLogin: (email: string, password: string, network: string) => Promise<LoginResult<{ user: User }>>
}

export interface Registration {
  email: string
  password: string
  name: string
  locale: Locale
}

/** What a client is given after a login and after a refresh. */
export interface Grant {
  user: User
  sessionId: string
  accessToken: string
  refreshToken: string
  refreshExpiresAt: Date
}

export interface Authentication {
  /** Says nothing about whether the address was taken: its owner learns that by mail. */
  register: (registration: Registration) => Promise<void>
  /** @param from Where from, as the list of sessions shows it; and the network that wrong passwords are counted by. */
  login: (email: string, password: string, from: { device: string; network: string }) => Promise<Grant>
  refresh: (refreshToken: string) => Promise<Grant>
  logout: (actor: Pick<Actor, 'id' | 'sessionId'>) => Promise<void>
  /**
   * @param mustBeActive Whether the session is looked at, too: an access token is good for minutes after its session has ended.
   * @throws HttpProblem 401.
   */
  actorOf: (accessToken: string, mustBeActive: boolean) => Promise<Actor>
}

export function createAuthentication(parts: AuthenticationParts): Authentication {
  const { pool, passwords, tokens, sessions, outbox, checkLogin } = parts

  async function grant(user: User, session: Awaited<ReturnType<Sessions['begin']>>): Promise<Grant> {
    const { sessionId, refreshToken, expiresAt } = session
    const accessToken = await tokens.issue({ subject: user.id, sessionId, roles: user.roles })
    return { user, sessionId, accessToken, refreshToken, refreshExpiresAt: expiresAt }
  }

  return {
    register: async ({ email, password, name, locale }) => {
      // Hashed first, so that a taken address takes as long as a new one.
      const passwordHash = await passwords.hash(password).catch(translate)
      await inTransaction(pool, async (client) => {
        const address = normalEmail(email)
        const user = await insertUser(client, { email: address, passwordHash, name, locale })
        if (user) return insertWork(client, 'send-welcome-mail', { userId: user.id })
        // To whom the address belongs; a stranger learns nothing.
        const owner = await findCredentials(client, address)
        if (owner) await insertWork(client, 'send-account-mail', { userId: owner.user.id })
      })
      outbox.wake()
    },
    login: async (email, password, { device, network }) => {
      const result = await checkLogin(normalEmail(email), password, network)
      if (result.outcome === 'locked') throw tooMany('Too many wrong passwords. Try again later.', result.retryAfterMs)
      if (result.outcome === 'wrong') throw unauthorised('The e-mail address or the password is wrong.')
      const { user } = result.user
      if (user.isBlocked) throw forbidden('This account is blocked.')
      return grant(user, await sessions.begin(user.id, device))
    },
    refresh: async (refreshToken) => {
      const session = await sessions.refresh(refreshToken).catch(translate)
      const user = await findUser(pool, session.userId)
      if (!user || user.isBlocked) {
        await sessions.revokeAll(session.userId)
        throw unauthorised('This account cannot be used.')
      }
      return grant(user, session)
    },
    logout: async ({ id, sessionId }) => void (await sessions.revoke(id, sessionId)),
    actorOf: async (accessToken, mustBeActive) => {
      const { subject, sessionId, roles } = await tokens.verify(accessToken).catch(translate)
      if (mustBeActive && !(await sessions.isActive(sessionId)))
        throw unauthorised('The session has ended. Log in again.')
      return { id: subject, sessionId, roles: roles as Role[] }
    },
  }
}

/** What the kit refuses, as an answer for the client. */
function translate(error: unknown): never {
  if (!(error instanceof KitError)) throw error
  if (error.code === 'SW_ERR_KIT_TOKEN') throw unauthorised('The access token is not valid (any more).')
  if (error.code === 'SW_ERR_KIT_REFRESH') throw unauthorised('The session has ended. Log in again.')
  if (error.code === 'SW_ERR_KIT_PASSWORD') throw unprocessable(error.message)
  throw error
}
