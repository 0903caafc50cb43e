import { packageNameOf } from '../../facts/tokens.ts'

/** Longer chains of calls are fluent builders; nothing is decided by their end. */
const MAX_NAME = 160

/** Canonical name of a package or built-in module: `http` for `node:http`, subpaths kept. */
export function moduleName(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice(5) : specifier
}

/** Packages that export the same thing twice; the shorter name stands for both. */
const ALIASES: Record<string, string> = {
  'http.Server': 'http.createServer',
  'https.Server': 'https.createServer',
  'fastify.fastify': 'fastify',
  'ioredis.Redis': 'ioredis',
  'pino.pino': 'pino',
  'knex.knex': 'knex',
  'express-rate-limit.rateLimit': 'express-rate-limit',
  'pino-http.pinoHttp': 'pino-http',
  '@koa/router.Router': '@koa/router',
  'express.application': 'express',
}

/** `pg` + `Pool` is `pg.Pool`; the `default` of a module adds nothing, a method called `default` does. */
export function memberName(owner: string, member: string): string {
  if (member === 'default' && !owner.includes('(')) return owner
  const name = `${owner}.${member}`.slice(0, MAX_NAME)
  return ALIASES[name] ?? name
}

/** The package a canonical name comes from: `pg` for `pg.Pool().query`, `@nestjs/core` for `@nestjs/core.NestFactory`. */
export function packageOfName(name: string): string {
  const scoped = name.startsWith('@')
  const slash = scoped ? name.indexOf('/') + 1 : 0
  const dot = name.indexOf('.', slash)
  const paren = name.indexOf('(', slash)
  const ends = [dot, paren].filter((at) => at !== -1)
  return packageNameOf(ends.length > 0 ? name.slice(0, Math.min(...ends)) : name)
}

/** The last member of a canonical name: `query` for `pg.Pool().query`. */
export function lastName(name: string): string {
  const plain = name.endsWith('()') ? name.slice(0, -2) : name
  return plain.slice(Math.max(plain.lastIndexOf('.'), plain.lastIndexOf('/')) + 1)
}

/** One pattern for several, which have no flags. */
export function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'))
}
