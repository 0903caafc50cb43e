import type { MiddlewareKind } from '../http/middleware.ts'

/** What a reader expects to hear of: middleware that makes a service fit for production, by what it is for. */
export interface ProfiledKind extends MiddlewareKind {
  purpose: string
  /** Packages that offer it and hardly anything else: importing one of them is the intention to mount it. */
  packages: readonly string[]
}

/** Rate limits and CORS are not among them: they have views of their own. */
export const MIDDLEWARE_KINDS: readonly ProfiledKind[] = [
  {
    purpose: 'security headers',
    made: /^(helmet|@fastify\/helmet|fastify-helmet|koa-helmet|hono\/secure-headers\.secureHeaders|lusca|nosecone|@shipworthy\/kit\/http\.createHttpProtection\(\)\.fastify)\(\)$|^(helmet|koa-helmet|lusca)\.(?!csrf)\w+\(\)$/,
    packages: ['helmet', '@fastify/helmet', 'fastify-helmet', 'koa-helmet', 'lusca'],
  },
  {
    purpose: 'CSRF protection',
    made: /^(csurf|tiny-csrf|@dr\.pogodin\/csurf|lusca\.csrf|@fastify\/csrf-protection|fastify-csrf|koa-csrf|hono\/csrf\.csrf|csrf-csrf\.doubleCsrf\(\)\.\w+|csrf-sync\.csrfSync\(\)\.\w+)(\(\))?$/,
    packages: ['csurf', 'tiny-csrf', '@dr.pogodin/csurf', '@fastify/csrf-protection', 'csrf-csrf', 'csrf-sync'],
  },
  {
    purpose: 'compression',
    made: /^(compression|@fastify\/compress|fastify-compress|koa-compress|hono\/compress\.compress|shrink-ray-current|express-static-gzip)\(\)$/,
    packages: ['compression', '@fastify/compress', 'fastify-compress', 'koa-compress', 'shrink-ray-current'],
  },
  {
    purpose: 'body parser',
    made: /^(express\.(json|urlencoded|raw|text)|body-parser(\.(json|urlencoded|raw|text))?|koa-body(\.koaBody)?|koa-bodyparser|@koa\/bodyparser(\.bodyParser)?|@fastify\/(multipart|formbody)|express-fileupload)\(\)$/,
    packages: ['koa-body', 'koa-bodyparser', '@koa/bodyparser', '@fastify/multipart', 'express-fileupload'],
  },
  {
    purpose: 'sessions',
    made: /^(express-session|cookie-session|koa-session|koa-generic-session|@fastify\/(session|secure-session)|iron-session\/\w+\.\w+)\(\)$/,
    packages: ['express-session', 'cookie-session', 'koa-session', '@fastify/session', '@fastify/secure-session'],
  },
  {
    purpose: 'authentication',
    made: /^(passport\.(initialize|session)|passport\.Passport\(\)\.initialize|koa-passport\.initialize|express-jwt(\.expressjwt)?|koa-jwt|@fastify\/(jwt|passport|bearer-auth|basic-auth)|express-basic-auth|express-openid-connect\.auth|express-oauth2-jwt-bearer\.auth|@clerk\/express\.clerkMiddleware)\(\)$/,
    packages: ['express-jwt', 'koa-jwt', '@fastify/jwt', 'express-basic-auth', 'express-openid-connect'],
  },
  {
    purpose: 'request log',
    made: /^(morgan|pino-http|express-pino-logger|koa-pino-logger|hono-pino\.(pinoLogger|logger)|koa-logger|koa-morgan|hono\/logger\.logger|express-winston\.logger|express-bunyan-logger)\(\)$/,
    packages: ['morgan', 'pino-http', 'express-pino-logger', 'koa-pino-logger', 'koa-logger', 'koa-morgan'],
  },
  {
    purpose: 'overload protection',
    made: /^(@fastify\/under-pressure|under-pressure|@fastify\/circuit-breaker|toobusy-js|overload-protection|express-timeout-handler\.handler|connect-timeout)\(\)$/,
    packages: ['@fastify/under-pressure', 'under-pressure', 'toobusy-js', 'connect-timeout'],
  },
]
