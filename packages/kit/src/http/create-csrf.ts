import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { KitError } from '../kit-error.ts'
import { HttpProblem } from '../request/http-problem.ts'
import type { RequestView } from '../request/request-view.ts'
import { readOrigins } from './cors.ts'

export interface CsrfOptions {
  /** Sign tokens; at least 32 characters each. The first signs, the others are still accepted: so they can be changed. */
  secrets: readonly string[]
  /** The session that the browser brings by itself, as by a cookie. Undefined when there is none; then no token is asked for. */
  sessionOf: (request: RequestView) => string | undefined
  /** Other origins whose pages may send requests that change something: `https://app.example`. */
  origins?: readonly string[]
  /** Requests that cannot come from a page, such as those of webhooks with a signature. */
  skip?: (request: RequestView) => boolean
  /** Default `__Host-csrf`, which no other host can set. */
  cookieName?: string
}

export interface Csrf {
  /** Undefined when the request may go on. */
  judge: (request: RequestView) => HttpProblem | undefined
  /** A token for a session: into the cookie, and into the header `X-CSRF-Token` of every request that changes something. */
  issue: (session: string) => string
  /** The value for `Set-Cookie`. Scripts of our own pages have to read it, and can only there. */
  cookie: (token: string) => string
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Refuses what another site makes a browser do in a user's name: by what the browser says of where the request comes from, and by
 * a token that only our pages can read and that is good for one session.
 *
 * @example
 * const csrf = createCsrf({ secrets: [config.CSRF_SECRET], sessionOf: (request) => sessionIdOf(request.header('cookie')) })
 * response.setHeader('set-cookie', csrf.cookie(csrf.issue(session.id)))
 *
 * @throws KitError `SW_ERR_KIT_CSRF_SECRET`, `SW_ERR_KIT_ORIGIN`.
 */
export function createCsrf(options: CsrfOptions): Csrf {
  const { secrets, sessionOf, skip, cookieName = '__Host-csrf' } = options
  const origins = readOrigins(options.origins ?? [])
  const [signing] = secrets
  if (signing === undefined || secrets.some((secret) => secret.length < 32))
    throw new KitError('SW_ERR_KIT_CSRF_SECRET', {})

  const sign = (secret: string, session: string, nonce: string): string =>
    createHmac('sha256', secret).update(`${session.length}!${session}!${nonce}`).digest('base64url')

  function isOf(token: string, session: string): boolean {
    const [nonce = '', signature = ''] = token.split('.')
    return secrets.some((secret) => isSame(signature, sign(secret, session, nonce)))
  }

  return {
    judge(request) {
      if (SAFE_METHODS.has(request.method) || skip?.(request)) return undefined
      if (!comesFromUs(request, origins)) return refused('It came from a page of another origin.')
      const session = sessionOf(request)
      if (session === undefined) return undefined
      const token = request.header('x-csrf-token') ?? ''
      if (!isSame(token, cookieOf(request, cookieName) ?? '') || !isOf(token, session))
        return refused('Its token is missing or not of this session.')
      return undefined
    },
    issue: (session) => {
      const nonce = randomBytes(16).toString('base64url')
      return `${nonce}.${sign(signing, session, nonce)}`
    },
    cookie: (token) => `${cookieName}=${token}; Path=/; Secure; SameSite=Strict`,
  }
}

/** Browsers say where a request comes from, and pages cannot make them lie; what says nothing is no browser. */
function comesFromUs({ header }: RequestView, origins: ReadonlySet<string>): boolean {
  const origin = header('origin')
  if (origin !== undefined && origins.has(origin)) return true
  const site = header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === header('host')
}

function refused(why: string): HttpProblem {
  return new HttpProblem(403, { detail: `This request was not accepted. ${why}` })
}

function cookieOf({ header }: RequestView, name: string): string | undefined {
  const cookies = (header('cookie') ?? '').split(';').map((cookie) => cookie.trim())
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
