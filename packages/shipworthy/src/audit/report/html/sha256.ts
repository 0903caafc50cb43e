/** Round constants: fractional parts of the cube roots of the first 64 primes (FIPS 180-4 § 4.2.2). */
const ROUNDS = primes(64).map((prime) => fraction(Math.cbrt(prime)))
/** Initial hash: fractional parts of the square roots of the first 8 primes (§ 5.3.3). */
const INITIAL = primes(8).map((prime) => fraction(Math.sqrt(prime)))

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BLOCK = 64

/** SHA-256 of a text in UTF-8, in base64, as a Content-Security-Policy names it. Pure: renderers have no `node:crypto`. */
export function sha256Base64(text: string): string {
  const bytes = pad(utf8(text))
  let hash = INITIAL
  for (let start = 0; start < bytes.length; start += BLOCK) hash = compress(hash, bytes.slice(start, start + BLOCK))
  return base64(hash.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]))
}

function compress(hash: readonly number[], block: readonly number[]): number[] {
  const words = schedule(block)
  let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g]
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + hash[index]!) | 0)
}

function schedule(block: readonly number[]): number[] {
  const words: number[] = []
  for (let i = 0; i < 16; i++)
    words.push((block[i * 4]! << 24) | (block[i * 4 + 1]! << 16) | (block[i * 4 + 2]! << 8) | block[i * 4 + 3]!)
  for (let i = 16; i < 64; i++) {
    const [w15, w2] = [words[i - 15]!, words[i - 2]!]
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3)
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10)
    words.push((words[i - 16]! + s0 + words[i - 7]! + s1) | 0)
  }
  return words
}

/** One bit, zeros, and the length in bits (§ 5.1.1). */
function pad(bytes: readonly number[]): number[] {
  const zeros = (BLOCK - ((bytes.length + 9) % BLOCK)) % BLOCK
  const bits = bytes.length * 8
  const length = [0, 0, 0, Math.floor(bits / 2 ** 32), bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255]
  return [...bytes, 0x80, ...Array<number>(zeros).fill(0), ...length]
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
    text += i + 2 < bytes.length ? digits : digits.slice(0, i + 1 < bytes.length ? 3 : 2).padEnd(4, '=')
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
