import type { SetCookie } from '../../../facts/live/exchange.ts'

/** What a `Set-Cookie` header asks for (RFC 6265, section 5.2); its value is dropped. */
export function parseCookie(header: string): SetCookie {
  const [pair = '', ...attributes] = header.split(';')
  const asked = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim()]
    }),
  )
  const sameSite = asked.get('samesite')?.toLowerCase()
  const domain = asked.get('domain')
  const path = asked.get('path')
  return {
    name: pair.split('=')[0]!.trim(),
    httpOnly: asked.has('httponly'),
    secure: asked.has('secure'),
    ...((sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none') && { sameSite }),
    ...(domain && { domain }),
    ...(path && { path }),
  }
}
