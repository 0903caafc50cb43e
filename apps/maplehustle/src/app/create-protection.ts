import { isUnavailable } from '@shipworthy/kit/database'
import { createCsrf, createHttpProtection, type Csrf, type HttpProtection } from '@shipworthy/kit/http'
import {
  byAccount,
  createRateLimit,
  onRoute,
  type RateLimit,
  type RateLimitOptions,
  type RedisClient,
  type RequestView,
} from '@shipworthy/kit/limits'
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { findActor } from '../routes/access.ts'
import { sessionOfCookie } from '../routes/auth/refresh-cookie.ts'
import { unavailable } from '../services/problem.ts'

export interface ProtectionParts {
  config: Config
  log: Logger
  redis: RedisClient | undefined
}

export interface Protection {
  http: HttpProtection
  csrf: Csrf
  rateLimit: RateLimit
  /** Of who is logged in, wherever from. */
  accountLimit: RateLimit
  close: () => void
}

const HOUR_MS = 3_600_000
/** What somebody may try again and again until it is right. */
const isGuess = anyOf(['/auth/login', '/auth/verify', '/auth/password'])
/** What sends a mail to an address that anybody may give. */
const sendsMail = anyOf(['/auth/register', '/auth/forgotten'])

/** Stripe sends those of all clients from a few addresses. */
const isWebhook = onRoute('POST', '/webhooks/stripe')

/** Without TLS in front a browser takes no cookie of the other kind. */
const csrfCookie = (isSecure: boolean): string => (isSecure ? '__Host-csrf' : 'mh_csrf')

/** What stands in front of every route. */
export function createProtection({ config, log, redis }: ProtectionParts): Protection {
  const trustProxy = config.TRUSTED_PROXIES
  const csrf = createCsrf({
    secrets: [config.CSRF_SECRET],
    sessionOf: sessionOfCookie,
    origins: config.CORS_ORIGINS,
    cookieName: csrfCookie(config.COOKIE_SECURE),
  })
  const limits: RateLimitOptions = {
    trustProxy,
    ...(redis && { redis, timeoutMs: config.REDIS_TIMEOUT_MS }),
    onFallback: (state) => log.warn({ state }, 'rate limits are kept elsewhere'),
  }
  const account = byAccount(({ source }) => findActor(source as FastifyRequest)?.id)
  const accountLimit = createRateLimit({
    ...limits,
    policies: [{ name: 'account', limit: config.LIMIT_ACCOUNT_PER_MINUTE, key: account }],
  })
  const rateLimit = createRateLimit({
    ...limits,
    policies: [
      {
        name: 'address',
        limit: config.LIMIT_PER_MINUTE,
        burst: config.LIMIT_BURST,
        match: (request) => !isWebhook(request),
      },
      { name: 'webhooks', limit: config.LIMIT_WEBHOOKS_PER_MINUTE, match: isWebhook },
      { name: 'login', limit: config.LIMIT_LOGIN_PER_MINUTE, match: isGuess },
      { name: 'register', limit: config.LIMIT_REGISTER_PER_HOUR, perMs: HOUR_MS, match: sendsMail },
    ],
  })
  const http = createHttpProtection({
    log,
    trustProxy,
    csrf,
    rateLimit,
    translate: (error) => (isUnavailable(error) || isTooLate(error) ? unavailable() : undefined),
    headers: {
      hstsMs: config.PUBLIC_URL.startsWith('https:') ? config.HSTS_MS : 0,
      cspReportOnly: config.CSP_REPORT_ONLY,
    },
    ...(config.COMPRESSION && { compression: {} }),
    ...(config.CORS_ORIGINS.length > 0 && { cors: { origins: config.CORS_ORIGINS, credentials: true } }),
    body: { maxBytes: config.BODY_LIMIT_BYTES, timeoutMs: config.REQUEST_TIMEOUT_MS },
  })
  const close = (): void => [rateLimit, accountLimit].forEach((limit) => limit.close())
  return {
    http,
    close,
    csrf: { ...csrf, cookie: (token) => writeCookie(token, config.COOKIE_SECURE) },
    rateLimit,
    accountLimit,
  }
}

/** Scripts of our own pages read it, and no others can. */
function writeCookie(token: string, isSecure: boolean): string {
  return `${csrfCookie(isSecure)}=${token}; Path=/; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** As Fastify has it of a handler that took longer than `handlerTimeout`. */
function isTooLate(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'FST_ERR_HANDLER_TIMEOUT'
}

function anyOf(paths: readonly string[]): (request: RequestView) => boolean {
  const matches = paths.map((path) => onRoute('POST', path))
  return (request) => matches.some((match) => match(request))
}
