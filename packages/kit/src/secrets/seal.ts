import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { KitError } from '../kit-error.ts'
import { keyId, rawPublicKey, readPrivateKey, readPublicKey } from './key-pair.ts'

const PREFIX = 'sealed:v1:'
const [PUBLIC_BYTES, IV_BYTES, TAG_BYTES] = [32, 12, 16]

/**
 * Encrypts a value so that only the holder of the private key can read it: a fresh X25519 key agreement for each value,
 * HKDF-SHA-256, AES-256-GCM. Whoever has only the public key can add secrets and read none.
 *
 * @example
 * const line = `DATABASE_URL=${seal('postgres://…', publicKey, 'DATABASE_URL')}`
 *
 * @param context What the value belongs to, such as its variable: a value that is moved to another does not open.
 * @throws KitError `SW_ERR_KIT_KEY` for a key that is none.
 */
export function seal(value: string, publicKey: string, context = ''): string {
  const recipient = readPublicKey(publicKey)
  const ephemeral = generateKeyPairSync('x25519')
  const raw = rawPublicKey(ephemeral.publicKey)
  const id = keyId(recipient)
  const iv = randomBytes(IV_BYTES)
  const key = agree(ephemeral.privateKey, recipient, raw)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(`${PREFIX}${id}:${context}`))
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return `${PREFIX}${id}:${Buffer.concat([raw, iv, cipher.getAuthTag(), text]).toString('base64url')}`
}

/**
 * Decrypts what `seal` made.
 *
 * @example
 * openSealed(process.env.DATABASE_URL, [process.env.SECRETS_KEY], 'DATABASE_URL')
 *
 * @param privateKeys Tried by the name of the key in the value, so that old and new keys may be given during a rotation.
 * @throws KitError `SW_ERR_KIT_SEALED` when no key fits, or the value was changed or moved.
 */
export function openSealed(sealed: string, privateKeys: readonly string[], context = ''): string {
  const [id = '', body = ''] = sealed.slice(PREFIX.length).split(':')
  const bytes = Buffer.from(body, 'base64url')
  if (!isSealed(sealed) || bytes.length < PUBLIC_BYTES + IV_BYTES + TAG_BYTES)
    throw new KitError('SW_ERR_KIT_SEALED', { reason: 'it is not of the form sealed:v1:<key>:<data>' })
  const own = privateKeys.map(readPrivateKey).find((key) => keyId(createPublicKey(key)) === id)
  if (!own) throw new KitError('SW_ERR_KIT_SEALED', { reason: `it was sealed for the key ${id}, which is not at hand` })
  const [raw, iv, tag, text] = cutUp(bytes)
  const sender = readPublicKey(`swpub_${raw.toString('base64url')}`)
  const decipher = createDecipheriv('aes-256-gcm', agree(own, sender, raw), iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(`${PREFIX}${id}:${context}`)).setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  } catch (error) {
    throw new KitError('SW_ERR_KIT_SEALED', { reason: 'it was changed, or belongs to something else' }, error)
  }
}

/**
 * Seals a value anew, for another key.
 *
 * @example
 * rotateSealed(line, oldPrivateKey, newPublicKey, 'DATABASE_URL')
 */
export function rotateSealed(sealed: string, privateKey: string, publicKey: string, context = ''): string {
  return seal(openSealed(sealed, [privateKey], context), publicKey, context)
}

export function isSealed(value: string): boolean {
  return value.startsWith(PREFIX)
}

function agree(own: KeyObject, other: KeyObject, salt: Buffer): Buffer {
  const shared = diffieHellman({ privateKey: own, publicKey: other })
  return Buffer.from(hkdfSync('sha256', shared, salt, 'shipworthy sealed value v1', 32))
}

function cutUp(bytes: Buffer): [Buffer, Buffer, Buffer, Buffer] {
  const ivEnd = PUBLIC_BYTES + IV_BYTES
  const tagEnd = ivEnd + TAG_BYTES
  return [
    bytes.subarray(0, PUBLIC_BYTES),
    bytes.subarray(PUBLIC_BYTES, ivEnd),
    bytes.subarray(ivEnd, tagEnd),
    bytes.subarray(tagEnd),
  ]
}
