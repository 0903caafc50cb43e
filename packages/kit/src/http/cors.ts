import { KitError } from '../kit-error.ts'
import { HttpProblem } from '../request/http-problem.ts'
import type { RequestView } from '../request/request-view.ts'

export interface CorsOptions {
  /** Origins whose pages may read answers: `https://app.example`. Exactly these. */
  origins: readonly string[]
  /** Whether they may send cookies. Default false. */
  credentials?: boolean
  /** Default `GET, HEAD, POST, PUT, PATCH, DELETE`. */
  methods?: readonly string[]
  /** Headers that requests may have. Default `Content-Type`, `Authorization`, `X-CSRF-Token`, `X-Request-Id`. */
  requestHeaders?: readonly string[]
  /** Headers of answers that pages may read. Default `X-Request-Id`, `RateLimit`, `RateLimit-Policy`, `Retry-After`. */
  exposedHeaders?: readonly string[]
  /** How long browsers remember the answer to a preflight. Default 10 min. */
  maxAgeMs?: number
}

export interface CorsVerdict {
  headers: Record<string, string>
  /** The question of a browser, answered without the handler. */
  isPreflight: boolean
  /** The answer to a preflight of an origin that may not. */
  problem?: HttpProblem
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const REQUEST_HEADERS = ['Content-Type', 'Authorization', 'X-CSRF-Token', 'X-Request-Id']
const EXPOSED_HEADERS = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After']

/**
 * Which pages may read answers. Without it browsers let none but our own; it protects users from other pages, and the
 * service from nobody.
 *
 * @throws KitError `SW_ERR_KIT_ORIGIN`.
 */
export function createCors(options: CorsOptions): (request: RequestView) => CorsVerdict {
  const { credentials = false, methods = METHODS, requestHeaders = REQUEST_HEADERS, maxAgeMs = 600_000 } = options
  const allowed = readOrigins(options.origins)
  const exposed = (options.exposedHeaders ?? EXPOSED_HEADERS).join(', ')
  return (request) => {
    const origin = request.header('origin')
    const isPreflight =
      request.method === 'OPTIONS' &&
      origin !== undefined &&
      request.header('access-control-request-method') !== undefined
    // Caches must not give the answer for one origin to another.
    const headers: Record<string, string> = { vary: 'Origin' }
    if (origin === undefined || !allowed.has(origin)) {
      const problem = new HttpProblem(403, { detail: 'This origin may not use this service.' })
      return isPreflight ? { headers, isPreflight, problem } : { headers, isPreflight }
    }
    headers['access-control-allow-origin'] = origin
    if (credentials) headers['access-control-allow-credentials'] = 'true'
    if (!isPreflight) return { headers: { ...headers, 'access-control-expose-headers': exposed }, isPreflight }
    return {
      isPreflight,
      headers: {
        ...headers,
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': requestHeaders.join(', '),
        'access-control-max-age': String(Math.floor(maxAgeMs / 1000)),
      },
    }
  }
}

/** @throws KitError `SW_ERR_KIT_ORIGIN` for anything but `scheme://host:port`, `*` and `null` included. */
export function readOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    const parsed = URL.canParse(origin) ? new URL(origin).origin : undefined
    if (parsed !== origin || parsed === 'null' || origin.includes('*'))
      throw new KitError('SW_ERR_KIT_ORIGIN', { origin })
  }
  return new Set(origins)
}
