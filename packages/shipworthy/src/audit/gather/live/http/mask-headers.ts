/** Headers whose values open nothing. Any other one may be a credential, whatever it is called. */
const PLAIN =
  /^(accept|accept-(charset|encoding|language)|access-control-request-(headers|method)|content-(length|type)|forwarded|host|origin|referer|user-agent|x-forwarded-(for|host|port|proto)|x-real-ip)$/i
/** Shorter ones, and words of a value such as `Bearer` and `session`, occur in texts by accident. */
const MIN_VALUE = 5
const MIN_WORD = 12

export function isCredential(name: string): boolean {
  return !PLAIN.test(name)
}

/** Lower-case names; values of credentials are masked. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), isCredential(name) ? '***' : value]),
  )
}

/** Takes the values of credentials out of a text: whole, and what follows `Bearer` in them. */
export function maskValues(text: string, headers: Readonly<Record<string, string>>): string {
  const values = Object.entries(headers)
    .filter(([name]) => isCredential(name))
    .flatMap(([, value]) => [
      ...(value.length >= MIN_VALUE ? [value] : []),
      ...value.split(/[\s;,=]+/).filter(({ length }) => length >= MIN_WORD),
    ])
    .toSorted((a, b) => b.length - a.length)
  return values.reduce((masked, value) => masked.replaceAll(value, '***'), text)
}
