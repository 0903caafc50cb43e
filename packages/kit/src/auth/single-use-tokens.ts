import type { PgClient, PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'
import { createSecretToken, hashToken } from './secret-token.ts'

export interface SingleUseTokenRequest {
  /** A token of one purpose is good for no other: `verify-email`, `reset-password`. */
  purpose: string
  /** Whom it is about, such as the id of a user. */
  subject: string
  /** Kept with it, such as the address that is verified by it. */
  data?: unknown
  /** Default 1 hour. */
  lifetimeMs?: number
}

export interface SingleUseTokens {
  /** Makes a token for a link; earlier ones of this purpose and subject end. Only its hash is stored. */
  issue: (request: SingleUseTokenRequest) => Promise<string>
  /**
   * Uses a token up. With the client of a transaction, it is used up only if that commits.
   *
   * @returns `undefined` when it is wrong, used, too old or for another purpose; which one, nobody needs to know.
   */
  consume: (
    purpose: string,
    token: string,
    client?: Pick<PgClient, 'query'>,
  ) => Promise<{ subject: string; data: unknown } | undefined>
  prune: () => Promise<number>
}

const HOUR_MS = 60 * 60_000

/**
 * Tokens for links in e-mails: to verify an address, to choose another password.
 *
 * @example
 * const token = await links.issue({ purpose: 'reset-password', subject: user.id })
 * await jobs.enqueue(sendMail, { to: user.email, link: `https://shop.example/reset#${token}` })
 */
export function createSingleUseTokens({ pool, now = Date.now }: { pool: PgPool; now?: () => number }): SingleUseTokens {
  return {
    issue: async ({ purpose, subject, data, lifetimeMs = HOUR_MS }) => {
      const token = createSecretToken()
      await inTransaction(pool, async (client) => {
        await client.query('DELETE FROM auth_single_use_tokens WHERE purpose = $1 AND subject = $2', [purpose, subject])
        await client.query(
          'INSERT INTO auth_single_use_tokens (hash, purpose, subject, data, expires_at) VALUES ($1, $2, $3, $4, $5)',
          [hashToken(token), purpose, subject, JSON.stringify(data) ?? null, new Date(now() + lifetimeMs)],
        )
      })
      return token
    },
    consume: async (purpose, token, client = pool) => {
      const { rows } = await client.query<{ subject: string; data: unknown }>(
        'DELETE FROM auth_single_use_tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING subject, data',
        [hashToken(token), purpose, new Date(now())],
      )
      return rows[0]
    },
    prune: async () => {
      const { rowCount } = await pool.query('DELETE FROM auth_single_use_tokens WHERE expires_at <= $1', [
        new Date(now()),
      ])
      return rowCount ?? 0
    },
  }
}
