import type { Exchange, SetCookie } from '../../facts/live/exchange.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'

/** A cookie that a service set and that proves who a client is, by its name. */
export interface SeenCookie {
  cookie: SetCookie
  exchange: Exchange
  /** Its name is that of a session of a known library; others only sound like it. */
  isKnown: boolean
}

/** Names that libraries give the cookie of their session. */
const KNOWN =
  /^(__Host-|__Secure-)?(connect\.sid|express:sess|koa[.:]sess|session|sessionid|session_id|sid|sails\.sid|jsessionid|phpsessid|(next-auth|authjs|better-auth)[.][\w.-]*session[_-]token)$/i
const SOUNDS_LIKE =
  /(^|[._:-])(sess|session|sid|sessid|jwt|token|auth|access_?token|refresh_?token|id_?token|remember(_me)?)([._:-]|$)/i
const OTHER = /csrf|xsrf|consent|locale|lang|theme|\.sig$|state|nonce|pkce|callback/i

/** Cookies of sessions among all answers; each name once. */
export function sessionCookies({ paths, trials }: HttpFacts): SeenCookie[] {
  const answers = [
    ...paths.flatMap(({ attempt, authorised }) => [attempt, ...(authorised ? [authorised] : [])]),
    ...Object.values(trials)
      .flat()
      .map((exchange) => ({ ok: true as const, exchange })),
  ].flatMap((attempt) => (attempt.ok ? [attempt.exchange] : []))
  const seen = answers.flatMap((exchange) =>
    exchange.cookies.flatMap((cookie): SeenCookie[] => {
      if (OTHER.test(cookie.name)) return []
      const isKnown = KNOWN.test(cookie.name)
      return isKnown || SOUNDS_LIKE.test(cookie.name) ? [{ cookie, exchange, isKnown }] : []
    }),
  )
  return [...new Map(seen.toReversed().map((one) => [one.cookie.name, one])).values()].toReversed()
}
