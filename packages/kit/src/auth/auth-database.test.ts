import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createPool } from '../database/create-pool.ts'
import type { PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import { createMigrator } from '../migrations/create-migrator.ts'
import { AUTH_MIGRATIONS } from './auth-migrations.ts'
import { createLockout } from './lockout.ts'
import { createSecondFactor } from './second-factor.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createSingleUseTokens } from './single-use-tokens.ts'
import { totpCode, totpStep } from './totp.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })
const [SECOND_MS, DAY_MS] = [1000, 24 * 60 * 60_000]

describeWith('authentication on PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()))
  afterAll(() => server.stop())
  behavesAsAuth(async () => createPool({ connectionString: server.url }))
})

describe('authentication in the embedded database', () => {
  behavesAsAuth(() => createEmbeddedPool())
})

function behavesAsAuth(open: () => Promise<PgPool>): void {
  let pool: PgPool
  let nowMs: number
  let userId: string
  const now = (): number => nowMs
  beforeAll(async () => {
    pool = await open()
    await createMigrator({ pool, folder: AUTH_MIGRATIONS, table: 'auth_migrations' }).up()
  })
  afterAll(() => pool.end())
  beforeEach(() => {
    nowMs = Date.UTC(2026, 7, 1, 12)
    userId = randomUUID()
  })

  describe('sessions', () => {
    const reused = vi.fn()
    let sessions: Sessions
    beforeEach(() => {
      reused.mockClear()
      sessions = createSessions({ pool, now, onReuse: reused })
    })
    const refused = (token: string, reason: string) =>
      expect(sessions.refresh(token)).rejects.toMatchObject({
        code: 'SW_ERR_KIT_REFRESH',
        message: expect.stringContaining(reason),
      })

    it('go on with a new token each time, none of which is stored', async () => {
      const first = await sessions.begin(userId)
      const second = await sessions.refresh(first.refreshToken)
      const third = await sessions.refresh(second.refreshToken)
      expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
      expect(third).toMatchObject({ userId, sessionId: first.sessionId })
      const { rows } = await pool.query(
        "SELECT encode(hash, 'escape') || encode(seed, 'escape') AS text FROM auth_refresh_tokens",
      )
      for (const { refreshToken } of [first, second, third]) expect(JSON.stringify(rows)).not.toContain(refreshToken)
      await refused('unknown', 'not known')
      await refused('', 'not known')
    })

    it('are revoked for everybody when a token comes again', async () => {
      const stolen = await sessions.begin(userId)
      const other = await sessions.begin(userId)
      const thief = await sessions.refresh(stolen.refreshToken)
      nowMs += 11 * SECOND_MS
      await refused(stolen.refreshToken, 'was used before')
      await refused(thief.refreshToken, 'was revoked')
      expect(reused).toHaveBeenCalledExactlyOnceWith({ userId, sessionId: stolen.sessionId })
      expect(await sessions.isActive(stolen.sessionId)).toBe(false)
      expect((await sessions.list(userId)).map(({ id }) => id)).toEqual([other.sessionId])
    })

    it('give tabs that ask at the same time the same next token', async () => {
      const { refreshToken } = await sessions.begin(userId)
      const answers = await Promise.all(Array.from({ length: 8 }, () => sessions.refresh(refreshToken)))
      expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1)
      nowMs += 10 * SECOND_MS
      expect((await sessions.refresh(refreshToken)).refreshToken).toBe(answers[0]!.refreshToken)
      expect(reused).not.toHaveBeenCalled()
    })

    it('notice a copy within the grace too, once the next token was used', async () => {
      const first = await sessions.begin(userId)
      const second = await sessions.refresh(first.refreshToken)
      const third = await sessions.refresh(second.refreshToken)
      await refused(first.refreshToken, 'was used before')
      await refused(third.refreshToken, 'was revoked')
      expect(reused).toHaveBeenCalledOnce()
    })

    it('without a grace let one of many that ask at once go on, and then nobody', async () => {
      const strict = createSessions({ pool, now, graceMs: -1 })
      const { refreshToken, sessionId } = await strict.begin(userId)
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => strict.refresh(refreshToken)))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await strict.isActive(sessionId)).toBe(false)
    })

    it('end when they are not used, and at last in any case', async () => {
      let { refreshToken } = await sessions.begin(userId)
      for (let day = 0; day < 87; day += 29) {
        nowMs += 29 * DAY_MS
        ;({ refreshToken } = await sessions.refresh(refreshToken))
      }
      expect((await sessions.list(userId))[0]!.expiresAt.getTime() - nowMs).toBe(3 * DAY_MS)
      nowMs += 3 * DAY_MS
      await refused(refreshToken, 'has ended')
      const idle = await sessions.begin(userId)
      nowMs += 30 * DAY_MS
      await refused(idle.refreshToken, 'has ended')
      expect(await sessions.list(userId)).toEqual([])
      expect(await sessions.prune()).toBeGreaterThanOrEqual(1)
    })

    it('can be listed and revoked by their user only', async () => {
      const laptop = await sessions.begin(userId, 'Firefox on Linux')
      nowMs += SECOND_MS
      const phone = await sessions.begin(userId, 'Safari on iPhone')
      const third = await sessions.begin(userId)
      expect(await sessions.list(userId)).toContainEqual({
        id: laptop.sessionId,
        description: 'Firefox on Linux',
        createdAt: new Date(nowMs - SECOND_MS),
        lastUsedAt: new Date(nowMs - SECOND_MS),
        expiresAt: laptop.expiresAt,
      })
      expect(await sessions.revoke('another', laptop.sessionId)).toBe(false)
      expect(await sessions.revoke(userId, "no uuid'; --")).toBe(false)
      expect(await sessions.revoke(userId, laptop.sessionId)).toBe(true)
      expect(await sessions.revoke(userId, laptop.sessionId)).toBe(false)
      await refused(laptop.refreshToken, 'was revoked')
      expect(await sessions.revokeAll(userId, phone.sessionId)).toBe(1)
      await refused(third.refreshToken, 'was revoked')
      expect(await sessions.isActive(phone.sessionId)).toBe(true)
      expect(await sessions.revokeAll(userId)).toBe(1)
      expect(reused).not.toHaveBeenCalled()
    })
  })

  describe('a lockout', () => {
    it('lets a few failures pass, then makes waits that double up to a limit', async () => {
      const lockout = createLockout({ pool, now, free: 3, maxMs: 5000 })
      const waits: number[] = []
      for (let failures = 0; failures < 7; failures++) {
        expect(await lockout.begin(userId)).toEqual({ isAllowed: true, retryAfterMs: 0 })
        const { retryAfterMs, isAllowed } =
          failures < 2 ? { retryAfterMs: 0, isAllowed: false } : await lockout.begin(userId)
        expect(isAllowed).toBe(false)
        waits.push(retryAfterMs)
        nowMs += retryAfterMs
      }
      expect(waits).toEqual([0, 0, 1000, 2000, 4000, 5000, 5000])
      expect(await lockout.begin('another')).toMatchObject({ isAllowed: true })
    })

    it('is no use to ask many times at once', async () => {
      const lockout = createLockout({ pool, now, free: 5 })
      const attempts = await Promise.all(Array.from({ length: 40 }, () => lockout.begin(userId)))
      expect(attempts.filter(({ isAllowed }) => isAllowed)).toHaveLength(5)
    })

    it('ends with a success, and after a day', async () => {
      const lockout = createLockout({ pool, now, free: 1, baseMs: DAY_MS / 2, maxMs: DAY_MS / 2 })
      await lockout.begin(userId)
      expect(await lockout.begin(userId)).toEqual({ isAllowed: false, retryAfterMs: DAY_MS / 2 })
      await lockout.succeeded(userId)
      for (let day = 0; day < 3; day++) {
        expect(await lockout.begin(userId)).toMatchObject({ isAllowed: true })
        nowMs += 2 * DAY_MS
      }
      expect(await lockout.prune()).toBeGreaterThanOrEqual(1)
    })
  })

  describe('a second factor', () => {
    const encryptionKey = randomBytes(32).toString('base64')
    const make = () => createSecondFactor({ pool, now, issuer: 'Shop', encryptionKey })
    async function enrolled() {
      const factor = make()
      const { secret } = await factor.enrol(userId, 'a@b.example')
      const code = (): string => totpCode(decodeBase32(secret), totpStep(nowMs))
      return { factor, code, recovery: (await factor.confirm(userId, code()))! }
    }

    it('is in force once a first code was right', async () => {
      const factor = make()
      const { secret, uri } = await factor.enrol(userId, 'a@b.example')
      expect(uri).toContain(secret)
      expect(await factor.confirm(userId, '000000')).toBeUndefined()
      expect(await factor.isEnabled(userId)).toBe(false)
      const code = totpCode(decodeBase32(secret), totpStep(nowMs))
      expect(await factor.verify(userId, code)).toBeUndefined()
      expect(await factor.confirm(userId, code)).toHaveLength(10)
      expect(await factor.isEnabled(userId)).toBe(true)
      await expect(factor.enrol(userId, 'a@b.example')).rejects.toMatchObject({ code: 'SW_ERR_KIT_SECOND_FACTOR' })
      await factor.disable(userId)
      expect(await factor.isEnabled(userId)).toBe(false)
    })

    it('accepts a code once, also when it comes many times at the same moment', async () => {
      const { factor, code } = await enrolled()
      expect(await factor.verify(userId, code())).toBeUndefined()
      nowMs += 30 * SECOND_MS
      const answers = await Promise.all(Array.from({ length: 6 }, () => factor.verify(userId, code())))
      expect(answers.filter((answer) => answer === 'totp')).toHaveLength(1)
      const old = code()
      nowMs += 30 * SECOND_MS
      expect(await factor.verify(userId, code())).toBe('totp')
      expect(await factor.verify(userId, old)).toBeUndefined()
    })

    it('accepts each recovery code once, as people type it', async () => {
      const { factor, recovery } = await enrolled()
      expect(recovery[0]).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
      expect(await factor.verify(userId, ` ${recovery[0]!.toUpperCase().replaceAll('-', ' ')}`)).toBe('recovery')
      expect(await factor.verify(userId, recovery[0]!)).toBeUndefined()
      expect(await factor.verify('another', recovery[1]!)).toBeUndefined()
      expect(await factor.verify(userId, recovery[1]!)).toBe('recovery')
    })

    it('stores no secret that can be read, or be used for another user', async () => {
      const factor = make()
      const { secret } = await factor.enrol(userId, 'a@b.example')
      const { rows } = await pool.query<{ secret: Buffer }>('SELECT secret FROM auth_totp WHERE user_id = $1', [userId])
      expect(rows[0]!.secret.includes(decodeBase32(secret))).toBe(false)
      await pool.query('INSERT INTO auth_totp (user_id, secret) VALUES ($1, $2)', [`${userId}-2`, rows[0]!.secret])
      await expect(factor.confirm(`${userId}-2`, '000000')).rejects.toThrow()
      expect(() => createSecondFactor({ pool, issuer: 'Shop', encryptionKey: 'short' })).toThrow('32 bytes')
    })
  })

  describe('single-use tokens', () => {
    it('work once, for their purpose and in their time', async () => {
      const tokens = createSingleUseTokens({ pool, now })
      const token = await tokens.issue({ purpose: 'verify-email', subject: userId, data: { email: 'a@b.example' } })
      expect(await tokens.consume('reset-password', token)).toBeUndefined()
      const answers = await Promise.all(Array.from({ length: 6 }, () => tokens.consume('verify-email', token)))
      expect(answers.filter(Boolean)).toEqual([{ subject: userId, data: { email: 'a@b.example' } }])
      const late = await tokens.issue({ purpose: 'verify-email', subject: userId, lifetimeMs: 60_000 })
      nowMs += 60_000
      expect(await tokens.consume('verify-email', late)).toBeUndefined()
      expect(await tokens.prune()).toBeGreaterThanOrEqual(1)
    })

    it('end when another one is asked for, and are not stored', async () => {
      const tokens = createSingleUseTokens({ pool, now })
      const first = await tokens.issue({ purpose: 'reset-password', subject: userId })
      const second = await tokens.issue({ purpose: 'reset-password', subject: userId })
      const { rows } = await pool.query<{ text: string }>(
        "SELECT encode(hash, 'escape') AS text FROM auth_single_use_tokens",
      )
      expect(rows.map(({ text }) => text)).not.toContain(second)
      expect(await tokens.consume('reset-password', first)).toBeUndefined()
      expect(await tokens.consume('reset-password', second)).toEqual({ subject: userId, data: null })
    })

    it('are still good when what they were used for failed', async () => {
      const tokens = createSingleUseTokens({ pool, now })
      const token = await tokens.issue({ purpose: 'reset-password', subject: userId })
      const failed = inTransaction(pool, async (client) => {
        expect(await tokens.consume('reset-password', token, client)).toBeDefined()
        throw new Error('the new password was refused')
      })
      await expect(failed).rejects.toThrow('was refused')
      expect(await tokens.consume('reset-password', token)).toBeDefined()
    })
  })
}

function decodeBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
