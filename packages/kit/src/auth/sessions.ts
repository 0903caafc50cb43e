import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { PgClient, PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'
import { KitError } from '../kit-error.ts'
import { createSecretToken, hashToken } from './secret-token.ts'

export interface SessionOptions {
  pool: PgPool
  /** A session that is not used for so long ends. Default 30 days. */
  idleMs?: number
  /** A session ends after this, used or not. Default 90 days. */
  lifetimeMs?: number
  /** How long after its use a token may come again from another tab of the same browser. Default 10 s. */
  graceMs?: number
  /** Told when a token came again that only a thief, or somebody whose token was stolen, still has. */
  onReuse?: (event: { userId: string; sessionId: string }) => void
  now?: () => number
}

export interface Session {
  id: string
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
  /** As it was given to `begin`. */
  description: string
}

export interface SessionTokens {
  sessionId: string
  userId: string
  /** Given to the browser, in a cookie that scripts cannot read; kept nowhere. */
  refreshToken: string
  expiresAt: Date
}

export interface Sessions {
  /** After a login. */
  begin: (userId: string, description?: string) => Promise<SessionTokens>
  /**
   * Exchanges a refresh token for the next one. A token works once. When it comes again, somebody has a copy: the session
   * is revoked, for whoever has it.
   *
   * @throws KitError `SW_ERR_KIT_REFRESH`.
   */
  refresh: (refreshToken: string) => Promise<SessionTokens>
  /** Those that are in force, the one used last first. */
  list: (userId: string) => Promise<Session[]>
  /** @returns Whether there was such a session of this user. */
  revoke: (userId: string, sessionId: string) => Promise<boolean>
  /** As after a change of the password. @returns How many. */
  revokeAll: (userId: string, except?: string) => Promise<number>
  /** For what must not wait until an access token ends. */
  isActive: (sessionId: string) => Promise<boolean>
  /** Deletes what ended. @returns How many. */
  prune: () => Promise<number>
}

interface TokenRow {
  session_id: string
  user_id: string
  seed: Buffer
  used_at: Date | null
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
}

type Refreshed = SessionTokens | { refused: string; reuse?: { userId: string; sessionId: string } }

const DAY_MS = 24 * 60 * 60_000

/**
 * Logins that last, by refresh tokens that change with each use (RFC 9700, 4.14.2). Tokens are stored as hashes only.
 *
 * Two tabs of one browser may send the same token at the same time. Within the grace, and only until the next token was
 * used, the second one gets the same next token as the first: both go on with one chain, and a copy is still noticed.
 *
 * @example
 * const sessions = createSessions({ pool })
 * const { refreshToken, sessionId } = await sessions.begin(user.id, 'Firefox on Linux')
 */
export function createSessions(options: SessionOptions): Sessions {
  const { pool, idleMs = 30 * DAY_MS, lifetimeMs = 90 * DAY_MS, graceMs = 10_000, onReuse, now = Date.now } = options
  const time = (): Date => new Date(now())
  const endOf = (createdAt: Date): Date => new Date(Math.min(now() + idleMs, createdAt.getTime() + lifetimeMs))

  async function begin(userId: string, description = ''): Promise<SessionTokens> {
    const [sessionId, refreshToken, createdAt] = [randomUUID(), createSecretToken(), time()]
    const expiresAt = endOf(createdAt)
    await inTransaction(pool, async (client) => {
      await client.query(
        'INSERT INTO auth_sessions (id, user_id, created_at, last_used_at, expires_at, description) VALUES ($1, $2, $3, $3, $4, $5)',
        [sessionId, userId, createdAt, expiresAt, description],
      )
      await addToken(client, sessionId, refreshToken)
    })
    return { sessionId, userId, refreshToken, expiresAt }
  }

  async function refresh(refreshToken: string): Promise<SessionTokens> {
    const result = await inTransaction(pool, (client) => exchange(client, refreshToken))
    if (!('refused' in result)) return result
    // The revocation is committed by now.
    if (result.reuse) onReuse?.(result.reuse)
    throw new KitError('SW_ERR_KIT_REFRESH', { reason: result.refused })
  }

  async function exchange(client: Pick<PgClient, 'query'>, refreshToken: string): Promise<Refreshed> {
    // The lock on the session lets one of several that come at once go first.
    const { rows } = await client.query<TokenRow>(
      `SELECT t.session_id, s.user_id, t.seed, t.used_at, s.created_at, s.expires_at, s.revoked_at
       FROM auth_refresh_tokens t JOIN auth_sessions s ON s.id = t.session_id WHERE t.hash = $1 FOR UPDATE`,
      [hashToken(refreshToken)],
    )
    const row = rows[0]
    if (!row) return { refused: 'it is not known' }
    if (row.revoked_at) return { refused: 'its session was revoked' }
    if (row.expires_at.getTime() <= now()) return { refused: 'its session has ended' }
    const next = nextToken(row.seed, refreshToken)
    if (row.used_at && !(await isInGrace(client, row.used_at, next))) return revokeStolen(client, row)
    const expiresAt = endOf(row.created_at)
    if (!row.used_at) {
      await client.query('UPDATE auth_refresh_tokens SET used_at = $2 WHERE hash = $1', [
        hashToken(refreshToken),
        time(),
      ])
      await addToken(client, row.session_id, next)
      await client.query('UPDATE auth_sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1', [
        row.session_id,
        time(),
        expiresAt,
      ])
    }
    return { sessionId: row.session_id, userId: row.user_id, refreshToken: next, expiresAt }
  }

  async function isInGrace(client: Pick<PgClient, 'query'>, usedAt: Date, next: string): Promise<boolean> {
    if (now() - usedAt.getTime() > graceMs) return false
    const { rows } = await client.query('SELECT 1 FROM auth_refresh_tokens WHERE hash = $1 AND used_at IS NULL', [
      hashToken(next),
    ])
    return rows.length === 1
  }

  async function revokeStolen(client: Pick<PgClient, 'query'>, row: TokenRow): Promise<Refreshed> {
    await client.query("UPDATE auth_sessions SET revoked_at = $2, revoked_because = 'reuse' WHERE id = $1", [
      row.session_id,
      time(),
    ])
    const reuse = { userId: row.user_id, sessionId: row.session_id }
    return { refused: 'it was used before, so its session was revoked', reuse }
  }

  async function list(userId: string): Promise<Session[]> {
    const { rows } = await pool.query<Session>(
      `SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt", description
       FROM auth_sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY last_used_at DESC`,
      [userId, time()],
    )
    return rows
  }

  async function revokeWhere(condition: string, values: readonly unknown[]): Promise<number> {
    const { rowCount } = await pool.query(
      `UPDATE auth_sessions SET revoked_at = $1, revoked_because = 'user' WHERE revoked_at IS NULL AND ${condition}`,
      [time(), ...values],
    )
    return rowCount ?? 0
  }

  return {
    begin,
    refresh,
    list,
    // As text, so that what is no UUID is no error of the database.
    revoke: async (userId, sessionId) => (await revokeWhere('user_id = $2 AND id::text = $3', [userId, sessionId])) > 0,
    revokeAll: (userId, except = '') => revokeWhere('user_id = $2 AND id::text <> $3', [userId, except]),
    isActive: async (sessionId) => {
      const { rows } = await pool.query(
        'SELECT 1 FROM auth_sessions WHERE id::text = $1 AND revoked_at IS NULL AND expires_at > $2',
        [sessionId, time()],
      )
      return rows.length === 1
    },
    prune: async () => {
      // What was revoked is kept for a month, as evidence.
      const { rowCount } = await pool.query('DELETE FROM auth_sessions WHERE expires_at < $1 OR revoked_at < $2', [
        time(),
        new Date(now() - 30 * DAY_MS),
      ])
      return rowCount ?? 0
    },
  }
}

async function addToken(client: Pick<PgClient, 'query'>, sessionId: string, token: string): Promise<void> {
  await client.query('INSERT INTO auth_refresh_tokens (hash, session_id, seed) VALUES ($1, $2, $3)', [
    hashToken(token),
    sessionId,
    randomBytes(32),
  ])
}

/**
 * The token that follows. Who has the token cannot make it, as the seed is in the database; who has the database cannot,
 * as the token is not.
 */
function nextToken(seed: Buffer, token: string): string {
  return createHmac('sha256', seed).update(token).digest('base64url')
}
