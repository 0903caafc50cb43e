import { isInside } from '../../facts/paths.ts'
import { lineAndColumn } from '../../facts/position.ts'
import type { HttpApp } from '../http/route.ts'
import { packageOfName } from '../program/names.ts'
import { versionOf } from './package-version.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, type Trait } from './trait.ts'

/** Names that differ from their package's. */
const TITLES: Record<string, string> = {
  express: 'Express',
  fastify: 'Fastify',
  koa: 'Koa',
  hono: 'Hono',
  next: 'Next.js',
  nuxt: 'Nuxt',
  nuxi: 'Nuxt',
  nest: 'NestJS',
  '@nestjs/core': 'NestJS',
  restify: 'Restify',
  polka: 'Polka',
  connect: 'Connect',
  http: 'Node.js http',
  https: 'Node.js https',
  http2: 'Node.js http2',
  strapi: 'Strapi',
  medusa: 'Medusa',
  keystone: 'Keystone',
  sails: 'Sails',
  directus: 'Directus',
  payload: 'Payload',
  blitz: 'Blitz',
  probot: 'Probot',
  '@hapi/hapi': 'hapi',
}
const PACKAGES: Record<string, string> = { nuxi: 'nuxt', nest: '@nestjs/core', strapi: '@strapi/strapi' }

/** What answers the requests, with the major version that package.json asks for. */
export function frameworkTraits(context: ProfileContext): Trait[] {
  const { http, entries } = context.views
  const apps = http.apps.filter(({ framework }) => framework !== 'node')
  const found = (apps.length > 0 ? apps : http.apps).map((app) => appTrait(context, app))
  const started = entries.entries.flatMap(({ framework, directory, command }): Trait[] => {
    const isKnown = framework === undefined || apps.some((app) => app.framework === framework)
    if (isKnown || !Object.hasOwn(TITLES, framework)) return []
    const place = command && { file: command.file, line: command.line }
    return [{ text: titled(context, PACKAGES[framework] ?? framework, directory), ...place, state: 'on' }]
  })
  const traits = mergeTraits([...found, ...started])
  return traits.length > 0 ? traits : withoutApplication(context)
}

const SERVER_PACKAGES = /^(express|fastify|koa|hono|@nestjs\/core|@hapi\/hapi|restify|next)$/

/** What listens, else what package.json says the project is made with. */
function withoutApplication(context: ProfileContext): Trait[] {
  const { service, packages } = context.views
  const [listener] = service.listeners
  if (listener) return [context.event(titleOf(packageOfName(listener.name)), listener)]
  const found = packages.dependency(SERVER_PACKAGES)
  if (!found) return []
  const { name, manifest, dependency } = found
  const reason = 'package.json asks for it; no application of it was found'
  const text = titled(context, name, manifest.directory)
  return [{ text, file: manifest.path, line: dependency.line, state: 'unknown', reason }]
}

function appTrait(context: ProfileContext, { framework, file, at }: HttpApp): Trait {
  const { line } = lineAndColumn(file.lineStarts, at)
  return { text: appTitle(context, framework, file.path, at), file: file.path, line, state: 'on' }
}

function appTitle(context: ProfileContext, framework: HttpApp['framework'], path: string, at: number): string {
  if (framework === 'nest') return `${titled(context, '@nestjs/core', path)} on ${adapterOf(context, path)}`
  if (framework === 'next') return titled(context, 'next', path)
  const maker = context.views.program.events.find(({ file, call }) => file.path === path && call.at === at)
  return titled(context, maker ? packageOfName(maker.name) : framework, path)
}

/** Nest answers through Express unless it is given Fastify's adapter. */
function adapterOf(context: ProfileContext, path: string): string {
  const isFastify = context.views.program.ofPackage('@nestjs/platform-fastify').length > 0
  return titled(context, isFastify ? 'fastify' : 'express', path)
}

function titled({ views }: ProfileContext, name: string, path: string): string {
  const version = versionOf(views.packages, name, (directory) => isInside(path, directory))
  return `${titleOf(name)}${version === undefined ? '' : ` ${version}`}`
}

function titleOf(name: string): string {
  return TITLES[name] ?? name
}
