import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { KitError } from '../kit-error.ts'

/** Of each, only the algorithm that it is here for is accepted. */
export type SigningAlgorithm = 'EdDSA' | 'ES256' | 'HS256'

export interface SigningKey {
  /** Names the key in the head of a token; never used for another one. */
  kid: string
  algorithm: SigningAlgorithm
  /**
   * PEM: a private key, or, to check tokens only, a public one. For `HS256` the secret itself in base64, 32 bytes at least.
   */
  key: string
}

export interface AccessTokenOptions {
  issuer: string
  audience: string
  /** The first signs; all are accepted, so that tokens of a key that was replaced are good until they end. */
  keys: readonly SigningKey[]
  /** Default 15 min. */
  lifetimeMs?: number
  now?: () => number
}

export interface AccessClaims {
  /** Who. */
  subject: string
  /** Which login; see `Sessions`. */
  sessionId: string
  roles: readonly string[]
}

export interface AccessTokens {
  issue: (claims: AccessClaims) => Promise<string>
  /** @throws KitError `SW_ERR_KIT_TOKEN`. */
  verify: (token: string) => Promise<AccessClaims & { expiresAt: Date }>
  /** The public keys as a JWK Set (RFC 7517), for services that check tokens themselves. */
  publicKeys: () => { keys: JsonWebKey[] }
}

interface Key extends SigningKey {
  signing: KeyObject | undefined
  checking: KeyObject
}

/** RFC 9068: a token of another kind, signed with the same key, is not taken for one of these. */
const TYPE = 'at+jwt'
const CLOCK_SKEW_S = 5

/**
 * Access tokens: signed, short-lived, checked without asking anybody.
 *
 * @example
 * const tokens = createAccessTokens({
 *   issuer: 'https://id.shop.example',
 *   audience: 'https://api.shop.example',
 *   keys: [{ kid: '2026-08', algorithm: 'EdDSA', key: config.SIGNING_KEY }],
 * })
 * const token = await tokens.issue({ subject: user.id, sessionId, roles: user.roles })
 *
 * @throws KitError `SW_ERR_KIT_KEY` when a key does not fit its algorithm.
 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { issuer, audience, lifetimeMs = 15 * 60_000, now = Date.now } = options
  const keys = new Map(options.keys.map((key) => [key.kid, readKey(key)]))
  const [first] = keys.values()
  if (!first) throw new KitError('SW_ERR_KIT_KEY', { reason: 'there is none' })
  if (keys.size !== options.keys.length) throw new KitError('SW_ERR_KIT_KEY', { reason: 'two have the same kid' })

  async function issue({ subject, sessionId, roles }: AccessClaims): Promise<string> {
    if (!first?.signing) throw new KitError('SW_ERR_KIT_KEY', { reason: 'the first is a public one and cannot sign' })
    const { SignJWT } = await import('jose')
    const issuedAt = Math.floor(now() / 1000)
    return new SignJWT({ sid: sessionId, roles: [...roles] })
      .setProtectedHeader({ alg: first.algorithm, kid: first.kid, typ: TYPE })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.round(lifetimeMs / 1000))
      .sign(first.signing)
  }

  async function verify(token: string): Promise<AccessClaims & { expiresAt: Date }> {
    const { jwtVerify, decodeProtectedHeader } = await import('jose')
    try {
      const { kid = '', alg } = decodeProtectedHeader(token)
      const key = keys.get(kid)
      if (!key) throw new Error('its key is not known')
      if (alg !== key.algorithm) throw new Error('its algorithm is not that of its key')
      const { payload } = await jwtVerify(token, key.checking, {
        algorithms: [key.algorithm],
        issuer,
        audience,
        typ: TYPE,
        requiredClaims: ['sub', 'exp', 'iat', 'sid'],
        clockTolerance: CLOCK_SKEW_S,
        currentDate: new Date(now()),
      })
      return readClaims(payload)
    } catch (error) {
      throw new KitError('SW_ERR_KIT_TOKEN', { reason: (error as Error).message }, error)
    }
  }

  return {
    issue,
    verify,
    publicKeys: () => ({
      keys: [...keys.values()]
        .filter(({ algorithm }) => algorithm !== 'HS256')
        .map(({ checking, kid, algorithm }) => ({
          ...checking.export({ format: 'jwk' }),
          kid,
          alg: algorithm,
          use: 'sig',
        })),
    }),
  }
}

function readClaims(payload: JWTPayload): AccessClaims & { expiresAt: Date } {
  const { sub, sid, roles, exp } = payload
  if (typeof sid !== 'string' || !Array.isArray(roles) || !roles.every((role) => typeof role === 'string'))
    throw new Error('it lacks what a token of this service has')
  return { subject: sub!, sessionId: sid, roles: roles as string[], expiresAt: new Date(exp! * 1000) }
}

function readKey(key: SigningKey): Key {
  try {
    return { ...key, ...(key.algorithm === 'HS256' ? readSecret(key) : readPair(key)) }
  } catch (error) {
    throw new KitError('SW_ERR_KIT_KEY', { reason: `${key.kid}: ${(error as Error).message}` }, error)
  }
}

function readSecret({ key }: SigningKey): Pick<Key, 'signing' | 'checking'> {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length < 32) throw new Error('the secret is shorter than 32 bytes')
  const secret = createSecretKey(bytes)
  return { signing: secret, checking: secret }
}

function readPair({ key, algorithm }: SigningKey): Pick<Key, 'signing' | 'checking'> {
  const signing = key.includes('PRIVATE KEY') ? createPrivateKey(key) : undefined
  const checking = createPublicKey(key)
  const kind = checking.asymmetricKeyType
  const fits =
    algorithm === 'EdDSA'
      ? kind === 'ed25519'
      : kind === 'ec' && checking.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  if (!fits) throw new Error(`the key is not one for ${algorithm}`)
  return { signing, checking }
}
