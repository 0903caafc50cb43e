import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { KitError } from '../kit-error.ts'

/** Keys of 32 bytes are written without the headers of their DER form (RFC 8410). */
const PUBLIC_HEADER = Buffer.from('302a300506032b656e032100', 'hex')
const PRIVATE_HEADER = Buffer.from('302e020100300506032b656e04220420', 'hex')
const KEY_BYTES = 32

/** An X25519 key pair as text: the public key may lie in the repository, the private key belongs to the deployment. */
export interface SecretKeyPair {
  /** `swpub_…` */
  publicKey: string
  /** `swkey_…` */
  privateKey: string
}

/**
 * Makes a key pair for sealing.
 *
 * @example
 * const { publicKey, privateKey } = generateSecretKeys()
 */
export function generateSecretKeys(): SecretKeyPair {
  const pair = generateKeyPairSync('x25519')
  return { publicKey: writePublicKey(pair.publicKey), privateKey: writePrivateKey(pair.privateKey) }
}

export function readPublicKey(text: string): KeyObject {
  const key = Buffer.concat([PUBLIC_HEADER, keyBytes(text, 'swpub_', 'public')])
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

export function readPrivateKey(text: string): KeyObject {
  const key = Buffer.concat([PRIVATE_HEADER, keyBytes(text, 'swkey_', 'private')])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES)
}

/** Names a key without telling it: a sealed value says which private key opens it. */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256').update(rawPublicKey(publicKey)).digest('base64url').slice(0, 11)
}

function writePublicKey(key: KeyObject): string {
  return `swpub_${rawPublicKey(key).toString('base64url')}`
}

function writePrivateKey(key: KeyObject): string {
  return `swkey_${key.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_BYTES).toString('base64url')}`
}

/** The text itself never gets into an error. */
function keyBytes(text: string, prefix: string, kind: string): Buffer {
  const bytes = Buffer.from(text.trim().slice(prefix.length), 'base64url')
  if (text.trim().startsWith(prefix) && bytes.length === KEY_BYTES) return bytes
  throw new KitError('SW_ERR_KIT_KEY', { reason: `a ${kind} key is ${prefix} and 43 characters` })
}
