import type { SourceFile } from '../../facts/source.ts'
import type { Force } from '../program/force.ts'
import type { Value } from '../program/value.ts'

export type Framework = 'express' | 'fastify' | 'koa' | 'hono' | 'nest' | 'next' | 'node'

/** Something that runs before a handler, in the place where it is mounted. */
export interface Middleware {
  value: Value
  file: SourceFile
  at: number
  force: Force
  order: number
  /** Path it is limited to; `''` for all. */
  path: string
  /** Options it was given, where they are not the first argument of the call that made it. */
  options?: Value
  /** Where it hangs: on the application, a router, a single route, a plugin or a hook. */
  level: 'application' | 'router' | 'route'
}

export interface Route {
  framework: Framework
  /** Upper case; `ALL` for any. */
  method: string
  /** Path with every prefix, parameters as written. A part that is only known at run time is `*`. */
  path: string
  /** No part of the path is guessed. */
  exact: boolean
  /** Middleware of the application and its routers, in order, then the route's own. */
  middleware: Middleware[]
  /** The last function of the chain, which answers. */
  handler?: Value
  file: SourceFile
  at: number
  force: Force
  order: number
  /** Identity of the application it belongs to. */
  app: string
}

export interface HttpApp {
  framework: Framework
  id: string
  file: SourceFile
  at: number
  /** Everything mounted on the application itself, in order. */
  middleware: Middleware[]
  /** Error handlers, wherever mounted. */
  errorHandlers: Middleware[]
}

export interface HttpView {
  apps: HttpApp[]
  routes: Route[]
  /** Routes may exist that were not found: registered by reflection, generated, or behind something unknown. */
  open: boolean
  /** Why, for the reader. */
  openReasons: string[]
}

export const HTTP_METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'head', 'options'])

export function joinRoutePath(prefix: string, path: string): string {
  const joined = `/${prefix}/${path}`.replace(/\/{2,}/g, '/')
  return joined.length > 1 ? joined.replace(/\/$/, '') : joined
}

/** Text of a path argument; `*` stands for what is only known at run time. */
export function pathText(value: Value | undefined): { text: string; exact: boolean } | undefined {
  if (!value) return undefined
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? { text: value.value, exact: true } : undefined
    case 'text':
      return {
        text: value.parts.map((part) => (typeof part === 'string' ? part : (pathText(part)?.text ?? '*'))).join(''),
        exact: false,
      }
    case 'environment': {
      const fallback = pathText(value.fallback)
      return { text: fallback?.text ?? '*', exact: false }
    }
    case 'pattern':
      return { text: `/${value.pattern}/`, exact: false }
    default:
      return undefined
  }
}
