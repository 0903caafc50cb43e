import { addressNetwork } from '../request/address-network.ts'
import type { RequestView } from '../request/request-view.ts'
import type { Limit } from './limit.ts'

/** What a key can be made of. */
export interface KeyContext {
  request: RequestView
  /** The client's address; see `trustProxy`. */
  address: string
}

/** Whose attempts count together; undefined when the policy is not about this request. */
export type KeyOf = (context: KeyContext) => string | undefined

/** A limit, and what it is about. All policies that match have to allow a request. */
export interface Policy extends Limit {
  /** Shown in the headers, and part of the keys on Redis. */
  name: string
  /** Default: `byAddress()`. */
  key?: KeyOf
  /** Which requests it is about. Default: all. */
  match?: (request: RequestView) => boolean
  /** How much a request uses up. Default 1. */
  cost?: (request: RequestView) => number
}

/**
 * Each client address; of IPv6 the /64, as whoever has one address has all of them.
 *
 * @example
 * const policy = { name: 'address', limit: 100, burst: 200, key: byAddress() }
 */
export function byAddress(): KeyOf {
  return ({ address }) => addressNetwork(address)
}

/**
 * Each account, by what the function says of a request; requests without one do not count.
 *
 * @example
 * const policy = { name: 'account', limit: 1000, key: byAccount((request) => userOf(request)?.id) }
 */
export function byAccount(accountOf: (request: RequestView) => string | undefined): KeyOf {
  return ({ request }) => accountOf(request)
}

/**
 * Each client address on each route. The route is its pattern when the framework knows it; the path alone would give every
 * `/users/17` a limit of its own.
 */
export function byRoute(): KeyOf {
  return ({ request, address }) =>
    `${request.method} ${request.route ?? normal(request.path)} ${addressNetwork(address)}`
}

/**
 * Requests with this method and path, whatever the case. Of a path that ends with `/*`, everything below it.
 *
 * @example
 * const policy = { name: 'login', limit: 5, match: onRoute('POST', '/login') }
 */
export function onRoute(method: string, path: string): (request: RequestView) => boolean {
  const wanted = path.toLowerCase()
  const below = wanted.endsWith('/*') ? wanted.slice(0, -1) : undefined
  return (request) => {
    if (request.method !== method) return false
    const named = [request.route?.toLowerCase() ?? '', normal(request.path)]
    return below === undefined ? named.includes(wanted) : named.some((name) => name.startsWith(below))
  }
}

/** What lenient routers take for the same path: `//login/`, `/Login`, `/%6cogin`. */
function normal(path: string): string {
  return decoded(path)
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
