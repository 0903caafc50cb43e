/** Round constants: fractional parts of the cube roots of the first 64 primes (FIPS 180-4 § 4.2.2). */
const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)))
/** Initial hash: fractional parts of the square roots of the first 8 primes (§ 5.3.3). */
const INITIAL = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)))

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BLOCK = 64

/** SHA-256 of a text in UTF-8, in base64, as a Content-Security-Policy names it. Pure: renderers have no `node:crypto`. */
export function sha256Base64(text: string): string {
  return base64(sha256(text))
}

/** The same in hexadecimal, as migration tools keep it. */
export function sha256Hex(text: string): string {
  return sha256(text)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

function sha256(text: string): number[] {
  const bytes = pad(utf8(text))
  const hash = INITIAL.slice()
  const words = new Int32Array(64)
  for (let start = 0; start < bytes.length; start += BLOCK) {
    schedule(bytes, start, words)
    compress(hash, words)
  }
  return [...hash].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

/** Takes one block into the hash (§ 6.2.2). */
function compress(hash: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const state = [a, b, c, d, e, f, g, h]
  state.forEach((word, index) => (hash[index]! += word))
}

function schedule(bytes: Uint8Array, start: number, words: Int32Array): void {
  for (let i = 0; i < 16; i++) {
    const at = start + i * 4
    words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }
  for (let i = 16; i < 64; i++) {
    const [w15, w2] = [words[i - 15]!, words[i - 2]!]
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3)
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10)
    words[i] = words[i - 16]! + s0 + words[i - 7]! + s1
  }
}

/** One bit, zeros, and the length in bits, in whole blocks (§ 5.1.1). */
function pad(bytes: readonly number[]): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const bits = bytes.length * 8
  padded.set([bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255], padded.length - 4)
  return padded
}

function utf8(text: string): number[] {
  const escapes = encodeURIComponent(text).match(/%..|./g) ?? []
  return escapes.map((piece) => (piece.length === 1 ? piece.charCodeAt(0) : Number.parseInt(piece.slice(1), 16)))
}

function base64(bytes: readonly number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const digits = [18, 12, 6, 0].map((shift) => BASE64[(word >> shift) & 63]!).join('')
    text += digits.slice(0, Math.min(4, bytes.length - i + 1)).padEnd(4, '=')
  }
  return text
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}
