/** What a `Strict-Transport-Security` header asks for (RFC 6797, section 6.1); the last `max-age` it can read. */
export function maxAgeSeconds(header: string): number | undefined {
  const value = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(header)?.[1]
  return value === undefined ? undefined : Number(value)
}
