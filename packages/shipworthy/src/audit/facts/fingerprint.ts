/**
 * A short stable identity of some texts: 64 bits of FNV-1a, in hexadecimal. It tells findings apart and is no protection
 * against anybody.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fingerprint(parts: readonly string[]): string {
  let hash = 0xcbf29ce484222325n
  for (const character of parts.join('\0')) {
    hash ^= BigInt(character.codePointAt(0)!)
    hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn
  }
  return hash.toString(16).padStart(16, '0')
}
