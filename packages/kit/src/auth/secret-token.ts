import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody can guess, as 43 letters that may stand in a link. */
export function createSecretToken(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * What is stored instead of a token. It needs no salt and no slow hash: a token has too many possible values to try, other
 * than a password.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
