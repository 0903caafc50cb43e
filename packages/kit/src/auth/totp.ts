import { createHmac, timingSafeEqual } from 'node:crypto'

/** As authenticator apps have them: RFC 6238 with SHA-1, 6 digits and steps of 30 s. */
const [DIGITS, STEP_MS] = [6, 30_000]
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The number of the time step. */
export function totpStep(timeMs: number): number {
  return Math.floor(timeMs / STEP_MS)
}

/** The code of a time step (RFC 4226, 5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const value = digest.readUInt32BE(digest.at(-1)! & 0x0f) & 0x7fffffff
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The time step that a code belongs to: the current one, or one before or after it for clocks that differ.
 *
 * @returns `undefined` for a wrong code. Whoever asks must not accept a step twice.
 */
export function matchTotp(secret: Uint8Array, code: string, timeMs: number): number | undefined {
  const given = Buffer.from(code.replaceAll(' ', ''))
  const current = totpStep(timeMs)
  return [current, current - 1, current + 1].find((step) => {
    const right = Buffer.from(totpCode(secret, step))
    return right.length === given.length && timingSafeEqual(right, given)
  })
}

/** What an authenticator app reads from a QR code. */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${encodeBase32(secret)}&issuer=${encodeURIComponent(issuer)}`
}

/** RFC 4648, 6, without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('')
}
