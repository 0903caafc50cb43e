import type { Passwords, Sessions, SingleUseTokens } from '@shipworthy/kit/auth'
import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import { normalEmail, type User } from '../domain/user.ts'
import { insertWork } from '../repositories/outbox.ts'
import { findCredentials, findUser, markEmailVerified, updatePasswordHash } from '../repositories/users.ts'
import type { Outbox } from './outbox.ts'
import { unprocessable } from './problem.ts'

export interface MailAddressParts {
  pool: PgPool
  passwords: Passwords
  sessions: Sessions
  links: SingleUseTokens
  outbox: Pick<Outbox, 'wake'>
  log: { warn: (details: object, message: string) => void }
}

/** What the links in mails are for: to verify an address, and to choose another password. */
export interface MailAddresses {
  /** A token that verifies the user's address. */
  issueVerification: (user: User) => Promise<string>
  verify: (token: string) => Promise<void>
  /** Says nothing about whether there is such an address. */
  forgotPassword: (email: string) => Promise<void>
  issueReset: (user: User) => Promise<string>
  /** Ends all sessions: whoever knew the old password is out. */
  resetPassword: (token: string, password: string) => Promise<void>
}

const DAY_MS = 86_400_000
const [VERIFY, RESET] = ['verify-email', 'reset-password']

export function createMailAddresses(parts: MailAddressParts): MailAddresses {
  const { pool, passwords, sessions, links, outbox, log } = parts
  const useless = (): never => {
    throw unprocessable('This link has been used, or is too old. Ask for another one.')
  }
  return {
    issueVerification: ({ id, email }) =>
      links.issue({ purpose: VERIFY, subject: id, data: email, lifetimeMs: 7 * DAY_MS }),
    verify: async (token) => {
      const used = (await links.consume(VERIFY, token)) ?? useless()
      // The address that was verified, and not one that it was changed to since.
      if (!(await markEmailVerified(pool, used.subject, String(used.data)))) useless()
    },
    forgotPassword: async (email) => {
      const found = await findCredentials(pool, normalEmail(email))
      if (found && !found.user.isBlocked) await insertWork(pool, 'send-reset-mail', { userId: found.user.id })
      outbox.wake()
    },
    issueReset: ({ id }) => links.issue({ purpose: RESET, subject: id }),
    resetPassword: async (token, password) => {
      const hash = await passwords.hash(password)
      const userId = await inTransaction(pool, async (client) => {
        const used = (await links.consume(RESET, token, client)) ?? useless()
        await updatePasswordHash(client, used.subject, hash)
        return used.subject
      })
      const revoked = await sessions.revokeAll(userId)
      const user = await findUser(pool, userId)
      log.warn({ userId, revoked, isBlocked: user?.isBlocked }, 'a password was reset')
    },
  }
}
