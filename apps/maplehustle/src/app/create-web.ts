import type { Health } from '@shipworthy/health'
import { viewOfFastify } from '@shipworthy/kit/http'
import { mountJobBoard, type Jobs } from '@shipworthy/kit/jobs'
import type { DevMailbox } from '@shipworthy/kit/mail'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Config } from '../config/config.ts'
import { accessOf } from '../routes/access.ts'
import type { App } from '../routes/app.ts'
import { checkAccess } from '../routes/check-access.ts'
import { BOARD_PATH, createBoardCookie, readBoardCookie } from '../routes/admin/board-cookie.ts'
import { createRefreshCookie } from '../routes/auth/refresh-cookie.ts'
import { registerRoutes } from '../routes/register-routes.ts'
import type { Services } from '../services/services.ts'
import type { Protection } from './create-protection.ts'

export interface WebParts {
  config: Config
  version: string
  services: Services
  protection: Protection
  health: Health
  jobs: Jobs
  mailbox: DevMailbox | undefined
}

/** The API: health in front, then protection, then who may call what, then the routes. */
export async function createWeb(parts: WebParts): Promise<App> {
  const { config, services, jobs, protection, health, mailbox } = parts
  const app: App = Fastify({
    ...protection.http.fastifyOptions,
    keepAliveTimeout: config.KEEP_ALIVE_MS,
    // A database that is there and says nothing keeps no request for ever.
    handlerTimeout: config.ANSWER_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 100 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  health.measureRequests(app.server)
  await app.register(health.fastify)
  await app.register(protection.http.fastify)
  if (config.DOCS) await registerDocs(app, parts)
  if (mailbox)
    app.get('/dev/mail', { schema: { hide: true } }, (request, reply) => {
      reply.hijack()
      mailbox.handler(request.raw, reply.raw)
    })
  await mountJobBoard<FastifyRequest>(app as never, {
    jobs,
    path: BOARD_PATH,
    readOnly: false,
    isAllowed: ({ headers }) => isAdmin(readBoardCookie(headers.cookie), services.authentication),
  })
  await app.register(async (routes) => {
    checkAccess(routes as App, services.authentication.actorOf)
    routes.addHook('onRequest', async (request, reply) => {
      const { headers, problem } = await protection.accountLimit.judge(viewOfFastify(request))
      if (!problem) return
      void reply.headers(headers)
      throw problem
    })
    registerRoutes(routes as App, {
      ...services,
      refreshCookie: createRefreshCookie(config.COOKIE_SECURE),
      issueCsrf: (sessionId) => {
        const token = protection.csrf.issue(sessionId)
        return { token, cookie: protection.csrf.cookie(token) }
      },
      accessTokenSeconds: config.ACCESS_TOKEN_MINUTES * 60,
      defaultLocale: config.DEFAULT_LOCALE,
      uploadMaxBytes: config.UPLOAD_MAX_BYTES,
      boardCookie: createBoardCookie(config.COOKIE_SECURE, config.ACCESS_TOKEN_MINUTES * 60),
    })
  })
  return app
}

async function registerDocs(app: App, { config, version }: WebParts): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `${config.APP_NAME} API`,
        version,
        description: 'A marketplace where people in Canada offer and book local services.',
      },
      servers: [{ url: '/', description: 'Here' }],
      components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ accessToken: [] }],
    },
    transform: describeRoute,
    // Pages, and the board of jobs.
    hideUntagged: true,
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
}

/** With who may call it, as far as OpenAPI has words for that. */
const describeRoute: typeof jsonSchemaTransform = (document) => {
  const described = jsonSchemaTransform(document)
  if (accessOf(document.route.config) === 'public') Object.assign(described.schema, { security: [] })
  return described
}

/** Whoever was logged out or blocked sees nothing more. */
async function isAdmin(accessToken: string | undefined, { actorOf }: Services['authentication']): Promise<boolean> {
  const actor = accessToken === undefined ? undefined : await actorOf(accessToken, true).catch(() => undefined)
  return actor?.roles.includes('admin') ?? false
}
