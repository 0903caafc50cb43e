import type { Tokens } from '../../facts/tokens.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { kitProtectionLimits } from './kit-protection.ts'
import { kindForce, mountedForce, type MiddlewareKind } from './middleware.ts'
import type { HttpView, Middleware, Route } from './route.ts'
import type { Force } from '../program/force.ts'

export interface Limit {
  middleware: Middleware
  force: Force
}

export interface RateLimitsView {
  /** Limiters mounted on the whole application, in force or not. */
  global: Limit[]
  /** Every limiter, wherever it hangs. */
  all: Limit[]
  /** Limiters that run for a route. */
  forRoute: (route: Route) => Limit[]
  /** Limiters that are made but never mounted, or behind a switch that is off. */
  made: CallEvent[]
}

const LIMITER: MiddlewareKind = {
  made: /^(express-rate-limit(\.rateLimit)?|express-slow-down(\.slowDown)?|@fastify\/rate-limit|fastify-rate-limit|fastify\(\)\.rateLimit|koa-ratelimit|koa2-ratelimit(\.RateLimit\.middleware)?|hono-rate-limiter\.rateLimiter|@hono-rate-limiter\/.*|express-brute(\(\)\.prevent)?|express-limiter\(\)|@nestjs\/throttler\.(ThrottlerGuard|Throttle)|nestjs-throttler.*|nestjs-rate-limiter\.RateLimiterGuard|@arcjet\/(node|next|nest|fastify)|rate-limiter-flexible\..*|@upstash\/ratelimit\.Ratelimit|restify\.plugins\.throttle)(\(\))?(\.\w+(\(\))?)?$/,
  calls:
    /^rate-limiter-flexible\..*\.consume$|^@upstash\/ratelimit\..*\.limit$|^limiter\..*\.(removeTokens|tryRemoveTokens)$|^express-rate-limit(\.rateLimit)?(\(\))?$|^express-slow-down|^ratelimiter\(\)\.get$|^async-ratelimiter|^@arcjet\/.*\.protect$|^\?\.consume$|^rolling-rate-limiter|^(apply|check|enforce|consume|assert|ensure|with)\w{0,12}_?[rR]ate_?[lL]imit(s|er)?$/,
  named: /rate_?-?limit|throttl/i,
}

export const rateLimitTokens: Tokens = {
  packages: [
    'express-rate-limit',
    'express-slow-down',
    'rate-limiter-flexible',
    '@fastify/rate-limit',
    'fastify-rate-limit',
    'koa-ratelimit',
    'koa2-ratelimit',
    'hono-rate-limiter',
    '@hono-rate-limiter/*',
    'express-brute',
    'express-limiter',
    '@nestjs/throttler',
    'nestjs-throttler',
    'nestjs-rate-limiter',
    '@upstash/ratelimit',
    'limiter',
    'ratelimiter',
    '@arcjet/*',
    'async-ratelimiter',
    'rate-limit-redis',
    '@shipworthy/kit',
  ],
  words: ['rateLimit', 'RateLimit', 'throttle'],
}

export function deriveRateLimits(program: Execution, http: HttpView): RateLimitsView {
  const cache = new Map<Middleware, Limit | undefined>()
  const limitOf = (middleware: Middleware): Limit | undefined => {
    if (!cache.has(middleware)) {
      const force =
        middleware.path === 'config.rateLimit'
          ? 'on'
          : kitProtectionLimits(program, middleware.value)
            ? middleware.force
            : mountedForce(program, middleware, LIMITER)
      cache.set(middleware, force && { middleware, force })
    }
    return cache.get(middleware)
  }
  const limits = (items: readonly Middleware[]): Limit[] => items.flatMap((item) => limitOf(item) ?? [])
  const global = http.apps
    .flatMap((app) => limits(app.middleware))
    .filter(({ middleware }) => middleware.path === '' && !isDisabled(program, middleware))
  return {
    global,
    all: [
      ...new Set([
        ...http.apps.flatMap((app) => limits(app.middleware)),
        ...http.routes.flatMap((route) => limits(route.middleware)),
      ]),
    ],
    forRoute: (route) => {
      const own = route.handler && handlerLimit(program, route)
      return [
        ...limits(route.middleware).filter(({ middleware }) => !isDisabled(program, middleware)),
        ...(own ? [own] : []),
      ]
    },
    made: program.events.filter(({ name, phase }) => phase !== 'unseen' && LIMITER.made.test(`${name}()`)),
  }
}

/** A handler that consumes from a limiter itself. */
function handlerLimit(program: Execution, route: Route): Limit | undefined {
  const force =
    route.handler &&
    kindForce(program, route.handler, { made: LIMITER.made, ...(LIMITER.calls && { calls: LIMITER.calls }) })
  const middleware: Middleware | undefined = route.handler && {
    value: route.handler,
    file: route.file,
    at: route.at,
    force: route.force,
    order: route.order,
    path: route.path,
    level: 'route',
  }
  return force && middleware ? { middleware, force } : undefined
}

/** `@fastify/rate-limit` with `global: false` limits only routes that ask for it. */
function isDisabled(program: Execution, { options }: Middleware): boolean {
  const isGlobal = options?.kind === 'record' ? options.get('global') : undefined
  return isGlobal !== undefined && program.evaluator.truth(isGlobal) === false
}
