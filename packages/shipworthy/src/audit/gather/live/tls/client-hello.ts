import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'

export interface Hello {
  /** Number of the protocol: 0x0300 for SSL 3, 0x0303 for TLS 1.2. */
  version: number
  ciphers: readonly number[]
  /** The name that is asked for; addresses are not sent. */
  name: string
}

/** Curves: X25519, P-256, P-384, P-521. */
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019]
/** ECDSA and RSA with SHA-256, 384, 512 and 1, and RSA-PSS. */
const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201]
const HANDSHAKE = 0x16
const CLIENT_HELLO = 0x01

/**
 * The first message of a handshake (RFC 5246, section 7.4.1.2), written by hand: the TLS library of this program no longer
 * has the protocols and ciphers that are to be offered here.
 */
export function clientHello({ version, ciphers, name }: Hello): Buffer {
  const body = Buffer.concat([
    uint16(version),
    randomBytes(32),
    Buffer.from([0]),
    withLength(16, uint16s(ciphers)),
    // No compression.
    withLength(8, Buffer.from([0])),
    withLength(16, extensions(name)),
  ])
  const message = Buffer.concat([Buffer.from([CLIENT_HELLO]), withLength(24, body)])
  // The record says TLS 1.0 even for later versions: old servers refuse others.
  return Buffer.concat([Buffer.from([HANDSHAKE]), uint16(Math.min(version, 0x0301)), withLength(16, message)])
}

function extensions(name: string): Buffer {
  const known = [
    ...(isIP(name) === 0 ? [extension(0x0000, withLength(16, hostName(name)))] : []),
    extension(0x000a, withLength(16, uint16s(GROUPS))),
    // Points as they are, not compressed.
    extension(0x000b, withLength(8, Buffer.from([0]))),
    extension(0x000d, withLength(16, uint16s(SIGNATURES))),
  ]
  return Buffer.concat(known)
}

/** RFC 6066, section 3. */
function hostName(name: string): Buffer {
  return Buffer.concat([Buffer.from([0]), withLength(16, Buffer.from(name, 'ascii'))])
}

function extension(number: number, content: Buffer): Buffer {
  return Buffer.concat([uint16(number), withLength(16, content)])
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function uint16s(values: readonly number[]): Buffer {
  return Buffer.concat(values.map(uint16))
}

function withLength(bits: 8 | 16 | 24, content: Buffer): Buffer {
  const length = Buffer.alloc(bits / 8)
  length.writeUIntBE(content.length, 0, bits / 8)
  return Buffer.concat([length, content])
}
