import { currentRequest } from '@shipworthy/kit/http'
import type { FastifyReply } from 'fastify'
import type { Locale } from '../../domain/user.ts'
import type { Authentication, Grant } from '../../services/authentication.ts'
import { unauthorised } from '../../services/problem.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { NOTHING, PROBLEM } from '../common-schemas.ts'
import { ACCEPTED, AUTH_GRANT, LOGIN, REFRESH, REGISTRATION } from './auth-schemas.ts'
import { readRefreshCookie, type RefreshCookie } from './refresh-cookie.ts'

export interface AuthRouteParts {
  authentication: Authentication
  refreshCookie: RefreshCookie
  /** Makes the token that a browser sends back with its cookie, and the cookie that its scripts read it from. */
  issueCsrf: (sessionId: string) => { token: string; cookie: string }
  accessTokenSeconds: number
  defaultLocale: Locale
}

const tags = ['auth']

export function authRoutes(app: App, parts: AuthRouteParts): void {
  const { authentication, refreshCookie, issueCsrf, accessTokenSeconds, defaultLocale } = parts

  function answer(reply: FastifyReply, grant: Grant, isBrowser: boolean) {
    const { user, accessToken, refreshToken, sessionId } = grant
    // Compressed beside what somebody else wrote, a secret could be guessed from the length.
    void reply.header('cache-control', 'no-store, no-transform')
    const granted = { user, accessToken, expiresInSeconds: accessTokenSeconds }
    if (!isBrowser) return { ...granted, refreshToken }
    const { token, cookie } = issueCsrf(sessionId)
    void reply.header('set-cookie', [refreshCookie.write(grant), cookie])
    return { ...granted, csrfToken: token }
  }

  app.post(
    '/auth/register',
    {
      ...allow('public'),
      schema: { tags, summary: 'Open an account', body: REGISTRATION, response: { 202: ACCEPTED, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      await authentication.register({ ...request.body, locale: request.body.locale ?? defaultLocale })
      return reply.code(202).send({ message: 'Look into your mail.' })
    },
  )

  app.post(
    '/auth/login',
    {
      ...allow('public'),
      schema: { tags, summary: 'Log in', body: LOGIN, response: { 200: AUTH_GRANT, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      const { email, password, client } = request.body
      const device = (request.headers['user-agent'] ?? 'unknown').slice(0, 200)
      const grant = await authentication.login(email, password, { device, network: currentRequest()?.address ?? '' })
      return answer(reply, grant, client === 'browser')
    },
  )

  app.post(
    '/auth/refresh',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'Exchange a refresh token for new tokens',
        body: REFRESH.nullish(),
        response: { 200: AUTH_GRANT, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const fromApp = request.body?.refreshToken
      const token = fromApp ?? readRefreshCookie(request.headers.cookie)?.token
      if (token === undefined) throw unauthorised('There is no refresh token.')
      return answer(reply, await authentication.refresh(token), fromApp === undefined)
    },
  )

  app.post(
    '/auth/logout',
    { ...allow('user'), schema: { tags, summary: 'End this session', response: { 204: NOTHING, '4xx': PROBLEM } } },
    async (request, reply) => {
      await authentication.logout(actorOf(request))
      return reply.header('set-cookie', refreshCookie.clear()).code(204).send(null)
    },
  )
}
