import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import type { Actor, Role } from '../domain/user.ts'
import { unauthorised } from '../services/problem.ts'

/** Who may call a route: everybody, whoever is logged in, or those with one of these roles. */
export type Access = 'public' | 'user' | readonly Role[]

/**
 * Says who may call a route. A route that does not say so keeps the service from starting.
 *
 * @example
 * app.get('/me', { ...allow('user'), schema }, (request) => profiles.me(actorOf(request)))
 */
export function allow(access: Access): { config: FastifyContextConfig } {
  return { config: { access } as FastifyContextConfig }
}

export function accessOf(config: unknown): Access | undefined {
  return (config as { access?: Access } | undefined)?.access
}

/** Beside the requests, as a request of Fastify has no place for it. */
const ACTORS = new WeakMap<FastifyRequest, Actor>()

export function setActor(request: FastifyRequest, actor: Actor): void {
  ACTORS.set(request, actor)
}

/** Who asks, where everybody may. */
export function findActor(request: FastifyRequest): Actor | undefined {
  return ACTORS.get(request)
}

/** Who asks, where somebody must be logged in. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = ACTORS.get(request)
  if (!actor) throw unauthorised('Log in first.')
  return actor
}
