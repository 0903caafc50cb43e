import { baseName } from '../facts/paths.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import type { Evidence } from '../model/outcome.ts'
import { callAt, settingAt } from './evidence.ts'
import type { EntryPoints } from './entries/entry-points.ts'
import type { Execution } from './execution/execution.ts'
import type { HttpView } from './http/route.ts'
import type { PackagesView } from './packages-view.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { NextProject } from './http/next-routes.ts'
import { anyOf } from './program/names.ts'
import type { Value } from './program/value.ts'

/** What kind of program the project is, as far as its own files say. */
export interface ServiceView {
  /** A long-running process: it listens, consumes a queue, or a framework does so for it; `unknown` when no entry point was found. */
  isService: boolean | 'unknown'
  /** Why it is taken for a service or not. */
  reason: string
  /** It answers HTTP requests. */
  isWeb: boolean
  /** Calls that open a listening socket, in force or not. */
  listeners: CallEvent[]
  /** Frameworks found at work, with where. */
  frameworks: { name: string; evidence: Evidence }[]
  /** Runs as functions of a platform, which starts and stops them. */
  serverless?: Evidence
  /** A framework whose own server handles signals, errors and timeouts. */
  nextProjects: readonly NextProject[]
  /** Entry points were found, so what was not reached is not in force. */
  hasEntry: boolean
}

interface ServiceSources {
  program: Execution
  entries: EntryPoints
  http: HttpView
  packages: PackagesView
}

const SERVERLESS_FILES =
  /(^|\/)(serverless\.(ya?ml|ts|js|json)|vercel\.json|netlify\.toml|wrangler\.(toml|jsonc?)|template\.ya?ml|sam\.ya?ml|firebase\.json|host\.json|now\.json|\.chalice)$/
const LISTENERS =
  /^(express\(\)|fastify\(\)|koa\(\)|polka\(\)|restify\.createServer\(\)|connect\(\)|https?\.createServer\(\)|http2\.create(Secure)?Server\(\)|@nestjs\/core\.NestFactory\.create(Microservice)?\(\)|@hapi\/hapi\.[Ss]erver\(\)|socket\.io\.Server\(\)|ws\.(WebSocket)?Server\(\)|@apollo\/server.*|graphql-yoga.*|hyper-express\.Server\(\)|Elysia\(\)|elysia\.Elysia\(\))\.(listen|start|startStandaloneServer)$|^(@hono\/node-server\.(serve|createAdaptorServer)|Bun\.serve|Deno\.serve|@apollo\/server\/standalone\.startStandaloneServer|@nestjs\/core\.NestFactory\.createMicroservice|@hapi\/hapi\.server)$|^@shipworthy\/kit\/lifecycle\.createLifecycle\(\)(\.add\(\))*\.server$/
const MAY_LISTEN = anyOf([LISTENERS, /^\?\.listen$/])
const CONSUMERS =
  /^(bullmq\.Worker|bull\(\)\.process|bee-queue\(\)\.process|agenda.*\(\)\.start|kafkajs\.Kafka\(\)\.consumer\(\)\.run|amqplib\.connect\(\)\.createChannel\(\)\.consume|pg-boss.*\.work|node-cron\.schedule|graphile-worker\.run|@shipworthy\/kit\/jobs\.createJobs\(\)\.parts|@temporalio\/worker\.Worker\.create|telegraf\.Telegraf\(\)\.launch|discord\.js\.Client\(\)\.login)$/
const SERVING_FRAMEWORKS = new Set([
  'next',
  'nuxt',
  'nuxi',
  'strapi',
  'medusa',
  'keystone',
  'sails',
  'remix-serve',
  'react-router-serve',
  'fastify',
  'nest',
  'directus',
  'payload',
  'blitz',
  'moleculer-runner',
  'probot',
])

export function deriveService(
  facts: ProjectFacts,
  views: ServiceSources,
  nextProjects: readonly NextProject[],
): ServiceView {
  const { program, entries, http } = views
  const listeners = program
    .matching(MAY_LISTEN)
    .filter((event) => event.phase !== 'unseen' && (LISTENERS.test(event.name) || isUnknownListen(program, event)))
  const consumers = program.matching(CONSUMERS).filter(({ phase }) => phase !== 'unseen')
  const framework = entries.entries.find((entry) => entry.framework && SERVING_FRAMEWORKS.has(entry.framework))
  const serverless = findServerless(facts, views)
  const isWeb = http.apps.length > 0 || listeners.length > 0 || framework !== undefined || nextProjects.length > 0
  const found =
    listeners.length > 0 ||
    consumers.length > 0 ||
    framework !== undefined ||
    serverless !== undefined ||
    nextProjects.length > 0
  const isService = found || (entries.entries.length === 0 && usesServerFramework(facts, views) ? 'unknown' : false)
  return {
    isService,
    reason: reasonOf(isService, entries.entries.length),
    isWeb: isService === true && isWeb,
    listeners,
    frameworks: http.apps
      .filter((app, index) => http.apps.findIndex((other) => other.framework === app.framework) === index)
      .map(({ framework: name, file, at }) => ({
        name,
        evidence: callAt({ file, call: { nameAt: at } as CallEvent['call'] }),
      })),
    ...(serverless && { serverless }),
    nextProjects,
    hasEntry: entries.entries.length > 0 || nextProjects.length > 0,
  }
}

function isUnknownListen(program: Execution, event: CallEvent): boolean {
  if (event.name !== '?.listen') return false
  const first: Value | undefined = program.evaluator.argument(siteOf(event), 0)
  return (
    first !== undefined &&
    (first.kind === 'environment' ||
      (first.kind === 'literal' && typeof first.value === 'number') ||
      first.kind === 'record' ||
      first.kind === 'unknown')
  )
}

const SERVER_FRAMEWORKS =
  /^(express|fastify|koa|hono|@nestjs\/core|@hapi\/hapi|restify|polka|next|h3|elysia|bullmq|bull|agenda|routing-controllers)$/

/** A package that depends on a server framework and is not published for others to use. */
function usesServerFramework(facts: ProjectFacts, { packages }: Pick<ServiceSources, 'packages'>): boolean {
  const framework = packages.dependency(SERVER_FRAMEWORKS)
  return (
    framework !== undefined &&
    (framework.manifest.private || facts.dockerfiles.length > 0 || framework.manifest.exports.length === 0)
  )
}

function reasonOf(isService: boolean | 'unknown', entries: number): string {
  if (isService === true) return 'it listens for requests or consumes jobs'
  return entries === 0
    ? 'no start command or entry point was found'
    : 'nothing it starts listens for requests or consumes jobs'
}

/** A platform file alone does not make a service serverless: it counts when no container and no listener is there. */
function findServerless(
  facts: ProjectFacts,
  { program, packages }: Pick<ServiceSources, 'program' | 'packages'>,
): Evidence | undefined {
  const adapter = packages.dependency(
    /^(serverless-http|@vendia\/serverless-express|aws-serverless-express|@codegenie\/serverless-express|@fastify\/aws-lambda|aws-lambda|@google-cloud\/functions-framework|firebase-functions|@azure\/functions)$/,
  )
  const file = facts.files.find(({ path }) => SERVERLESS_FILES.test(path) && !path.startsWith('../'))
  const listens = program.matching(LISTENERS).some(({ phase }) => phase !== 'unseen')
  if (listens || facts.dockerfiles.length > 0) return undefined
  if (adapter) return settingAt(adapter.manifest.path, adapter.dependency.line, adapter.name)
  return file && baseName(file.path) !== 'firebase.json' ? settingAt(file.path, 1, baseName(file.path)) : undefined
}
