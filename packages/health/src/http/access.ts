import { createHash, timingSafeEqual } from 'node:crypto'
import type { Access, HealthRequest } from './handler/health-request.ts'

export interface AccessOptions {
  /** Bearer token, or several during a rotation; at least 16 characters each. Needed to start and stop monitoring. */
  token?: string | readonly string[]
  /** A role, an address range, a session: whatever the application knows. */
  allow?: (request: HealthRequest) => boolean
  /** Requests that come from this machine, not through a proxy, may read details; true by default. */
  loopback?: boolean
  /** `details`: metrics need the same access as details; `public` by default. */
  metrics?: 'public' | 'details'
}

/** Who may see details and who may control monitoring. */
export function createAccess({ token = [], allow, loopback = true, metrics = 'public' }: AccessOptions): Access {
  const digests = (typeof token === 'string' ? [token] : token).map(digest)
  const hasToken = (request: HealthRequest): boolean => {
    const given = bearerOf(request)
    if (given === undefined) return false
    const actual = digest(given)
    // Every token is compared, so that the time says nothing about which one was right.
    return digests.reduce((found, expected) => timingSafeEqual(expected, actual) || found, false)
  }
  const mayReadDetails = (request: HealthRequest): boolean =>
    hasToken(request) || (loopback && isFromHere(request)) || isAllowed(request, allow)

  return {
    mayReadDetails,
    mayReadMetrics: (request) => metrics === 'public' || mayReadDetails(request),
    // Not from loopback alone: any page in a browser on this machine can send a POST there.
    mayControl: (request) => hasToken(request) || isAllowed(request, allow),
  }
}

/** A predicate that throws allows nothing. */
function isAllowed(request: HealthRequest, allow: AccessOptions['allow']): boolean {
  try {
    return allow?.(request) === true
  } catch {
    return false
  }
}

/** Digests are equally long, whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function bearerOf({ headers }: HealthRequest): string | undefined {
  const { authorization } = headers
  return typeof authorization === 'string' ? /^bearer +(\S+) *$/i.exec(authorization)?.[1] : undefined
}

const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'x-forwarded-host', 'via']

/**
 * From this machine itself. A proxy on the same machine also connects from loopback, so what came through one does not count;
 * nor does a foreign host name, with which a web page could reach a server on the machine of its reader (DNS rebinding).
 */
function isFromHere({ remoteAddress = '', headers }: HealthRequest): boolean {
  if (!/^(127\.|::1$|::ffff:127\.)/.test(remoteAddress)) return false
  if (PROXY_HEADERS.some((name) => headers[name] !== undefined)) return false
  const { host } = headers
  return host === undefined || (typeof host === 'string' && /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(host))
}
