import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'
import { KitError } from '../kit-error.ts'
import { hashToken } from './secret-token.ts'
import { encodeBase32, matchTotp, totpUri } from './totp.ts'

export interface SecondFactorOptions {
  pool: PgPool
  /** As authenticator apps show it. */
  issuer: string
  /** 32 bytes in base64: what the secrets are encrypted with. */
  encryptionKey: string
  now?: () => number
}

export interface Enrolment {
  /** To be typed in. */
  secret: string
  /** To be shown as a QR code. */
  uri: string
}

export interface SecondFactor {
  /** Begins, or begins anew while it is not confirmed. @throws KitError `SW_ERR_KIT_SECOND_FACTOR` when it is in force. */
  enrol: (userId: string, account: string) => Promise<Enrolment>
  /** Puts it in force with a first code. @returns The recovery codes, to be shown once; `undefined` for a wrong code. */
  confirm: (userId: string, code: string) => Promise<string[] | undefined>
  /** Whether it is in force, so that a login must ask for a code. */
  isEnabled: (userId: string) => Promise<boolean>
  /** Checks a code of the app or a recovery code; each works once. Count attempts with a `Lockout`. */
  verify: (userId: string, code: string) => Promise<'totp' | 'recovery' | undefined>
  disable: (userId: string) => Promise<void>
}

const [SECRET_BYTES, RECOVERY_CODES, IV_BYTES, TAG_BYTES] = [20, 10, 12, 16]

/**
 * A second factor for logins: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost.
 *
 * @example
 * const secondFactor = createSecondFactor({ pool, issuer: 'Shop', encryptionKey: config.TOTP_KEY })
 * const { uri } = await secondFactor.enrol(user.id, user.email)
 *
 * @throws KitError `SW_ERR_KIT_KEY`.
 */
export function createSecondFactor({ pool, issuer, encryptionKey, now = Date.now }: SecondFactorOptions): SecondFactor {
  const key = Buffer.from(encryptionKey, 'base64')
  if (key.length !== 32) throw new KitError('SW_ERR_KIT_KEY', { reason: 'encryptionKey is not 32 bytes in base64' })

  async function enrol(userId: string, account: string): Promise<Enrolment> {
    const secret = randomBytes(SECRET_BYTES)
    const { rowCount } = await pool.query(
      `INSERT INTO auth_totp (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = $2 WHERE auth_totp.confirmed_at IS NULL`,
      [userId, encrypt(key, secret, userId)],
    )
    if (rowCount === 0) throw new KitError('SW_ERR_KIT_SECOND_FACTOR', {})
    return { secret: encodeBase32(secret), uri: totpUri(secret, issuer, account) }
  }

  /** Accepts a step that is newer than every one before; of two at the same time, one finds nothing to update. */
  async function acceptCode(userId: string, code: string, confirmed: boolean): Promise<boolean> {
    const state = confirmed ? 'confirmed_at IS NOT NULL' : 'confirmed_at IS NULL'
    const { rows } = await pool.query<{ secret: Buffer }>(
      `SELECT secret FROM auth_totp WHERE user_id = $1 AND ${state}`,
      [userId],
    )
    const step = rows[0] && matchTotp(decrypt(key, rows[0].secret, userId), code, now())
    if (step === undefined) return false
    const { rowCount } = await pool.query(
      `UPDATE auth_totp SET last_step = $2, confirmed_at = coalesce(confirmed_at, $3)
       WHERE user_id = $1 AND last_step < $2 AND ${state}`,
      [userId, step, new Date(now())],
    )
    return rowCount === 1
  }

  async function confirm(userId: string, code: string): Promise<string[] | undefined> {
    if (!(await acceptCode(userId, code, false))) return undefined
    const codes = Array.from({ length: RECOVERY_CODES }, createRecoveryCode)
    await inTransaction(pool, async (client) => {
      await client.query('DELETE FROM auth_recovery_codes WHERE user_id = $1', [userId])
      for (const recovery of codes)
        await client.query('INSERT INTO auth_recovery_codes (user_id, hash) VALUES ($1, $2)', [
          userId,
          hashRecovery(userId, recovery),
        ])
    })
    return codes
  }

  return {
    enrol,
    confirm,
    isEnabled: async (userId) => {
      const { rows } = await pool.query('SELECT 1 FROM auth_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL', [
        userId,
      ])
      return rows.length === 1
    },
    verify: async (userId, code) => {
      if (await acceptCode(userId, code, true)) return 'totp'
      const { rowCount } = await pool.query('DELETE FROM auth_recovery_codes WHERE user_id = $1 AND hash = $2', [
        userId,
        hashRecovery(userId, code),
      ])
      return rowCount === 1 ? 'recovery' : undefined
    },
    disable: async (userId) => void (await pool.query('DELETE FROM auth_totp WHERE user_id = $1', [userId])),
  }
}

/** 80 bits in four groups: too many to try, few enough to write down. */
function createRecoveryCode(): string {
  return encodeBase32(randomBytes(10)).toLowerCase().match(/.{4}/g)!.join('-')
}

function hashRecovery(userId: string, code: string): Buffer {
  return hashToken(`${userId}\0${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`)
}

/** AES-256-GCM, bound to the user: the secret of one cannot be put in the place of another's. */
function encrypt(key: Buffer, secret: Uint8Array, userId: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId))
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, userId: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(userId))
    .setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
}
