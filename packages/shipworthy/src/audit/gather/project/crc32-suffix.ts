import { crc32 } from 'node:zlib'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Whether the last six characters are the base62 CRC-32 of the random part: the form of GitHub and npm tokens since
 * 2021 (github.blog, "Behind GitHub's new authentication token formats"). A made-up token fails it.
 */
export function hasCrc32Suffix(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1, -6)
  return base62(crc32(body)).padStart(6, '0') === token.slice(-6)
}

function base62(value: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text
  return text
}
