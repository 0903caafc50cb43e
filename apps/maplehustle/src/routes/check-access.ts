import { identifyRequest } from '@shipworthy/kit/http'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../domain/user.ts'
import { forbidden, unauthorised } from '../services/problem.ts'
import { accessOf, setActor, type Access } from './access.ts'
import type { App } from './app.ts'

/** Finds out who asks, and refuses who may not, before anything of the request is read. */
export function checkAccess(app: App, readActor: (accessToken: string, mustBeActive: boolean) => Promise<Actor>): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (accessOf(config) === undefined)
      throw new Error(`the route ${String(method)} ${url} does not say who may call it`)
  })
  app.addHook('onRequest', async (request) => {
    const access = accessOf(request.routeOptions.config)
    // No route: answered with 404.
    if (access === undefined) return
    const token = bearerOf(request)
    const actor = token === undefined ? undefined : await readActor(token, !READING.has(request.method))
    if (actor) {
      setActor(request, actor)
      identifyRequest(actor.id)
    }
    judge(access, actor)
  })
}

/** Whoever was logged out or blocked changes nothing any more, and may read for the rest of the minutes of an access token. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

function judge(access: Access, actor: Actor | undefined): void {
  if (access === 'public') return
  if (!actor) throw unauthorised('Log in first.')
  if (access !== 'user' && !access.some((role) => actor.roles.includes(role)))
    throw forbidden(`This is for the role ${access.join(' or ')}.`)
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}
