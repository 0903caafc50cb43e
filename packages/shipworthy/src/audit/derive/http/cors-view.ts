import type { SourceFile } from '../../facts/source.ts'
import type { Tokens } from '../../facts/tokens.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { HttpView } from './route.ts'
import { optionsOf } from './middleware.ts'
import { nextHeaders } from './next-config.ts'
import type { Force } from '../program/force.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Value } from '../program/value.ts'
import type { NextProject } from './next-routes.ts'

/** Who may read answers across origins: anyone, whoever asks, named origins, or nobody knows. */
export type CorsOrigin = 'any' | 'reflected' | 'restricted' | 'none' | 'unknown'

export interface CorsPolicy {
  origin: CorsOrigin
  /** Cookies go along. */
  credentials: boolean | 'unknown'
  force: Force
  /** On everything, or on some routes only. */
  scope: 'application' | 'route'
  file: SourceFile
  at: number
}

export const corsTokens: Tokens = {
  packages: ['cors', '@fastify/cors', 'fastify-cors', '@koa/cors', 'koa2-cors', 'koa-cors', 'hono'],
  words: ['Access-Control-Allow-Origin', 'access-control-allow-origin', 'enableCors'],
}

const LIBRARY =
  /^(cors|@fastify\/cors|fastify-cors|@koa\/cors|koa2-cors|koa-cors|kcors|hono\/cors\.cors|restify-cors-middleware2?)\(\)$/
/** These answer with the origin of the request when none is named. */
const REFLECTS = /^(@koa\/cors|koa2-cors|koa-cors|kcors)\(\)$/

export function corsPolicies(program: Execution, http: HttpView, nextProjects: readonly NextProject[]): CorsPolicy[] {
  const mounted = [
    ...http.apps.flatMap(({ middleware }) =>
      middleware.map((entry) => ({
        entry,
        scope: entry.path === '' || entry.path.length <= 5 ? ('application' as const) : ('route' as const),
      })),
    ),
    ...http.routes.flatMap(({ middleware, handler, file, at, force, order, path }) => [
      ...middleware.filter(({ level }) => level !== 'application').map((entry) => ({ entry, scope: 'route' as const })),
      ...(handler
        ? [
            {
              entry: { value: handler, file, at, force, order, path, level: 'route' as const },
              scope: 'route' as const,
            },
          ]
        : []),
    ]),
  ]
  const seen = new Set<string>()
  const policies: CorsPolicy[] = []
  for (const { entry, scope } of mounted) {
    const { value, file, at, force } = entry
    if (value.kind !== 'instance' || !LIBRARY.test(value.name) || seen.has(`${file.path}:${at}:${value.id}`)) continue
    seen.add(`${file.path}:${at}:${value.id}`)
    policies.push({
      ...policyOf(program, optionsOf(program, entry), REFLECTS.test(value.name)),
      force,
      scope,
      file,
      at,
    })
  }
  return [...policies, ...nestPolicies(program), ...manualPolicies(program), ...nextPolicies(program, nextProjects)]
}

function policyOf(
  program: Execution,
  options: Value | undefined,
  reflects: boolean,
): Pick<CorsPolicy, 'origin' | 'credentials'> {
  const plain: CorsOrigin = reflects ? 'reflected' : 'any'
  if (!options || (options.kind === 'literal' && (options.value === undefined || options.value === true)))
    return { origin: plain, credentials: false }
  const record = possibilities(options).find((option): option is RecordValue => option.kind === 'record')
  if (!record) return { origin: 'unknown', credentials: 'unknown' }
  const credentials = record.get('credentials')
  const truth = credentials ? (program.evaluator.truth(credentials) ?? 'unknown') : record.open() ? 'unknown' : false
  const origin = record.get('origin')
  if (!origin || (origin.kind === 'literal' && origin.value === undefined))
    return { origin: record.open() ? 'unknown' : plain, credentials: truth }
  return { origin: originOf(program, origin), credentials: truth }
}

function originOf(program: Execution, value: Value): CorsOrigin {
  switch (value.kind) {
    case 'literal':
      if (value.value === '*') return 'any'
      if (value.value === true) return 'reflected'
      return value.value === false ? 'none' : 'restricted'
    case 'environment': {
      const given = program.evaluator.environment.get(value.name)
      if (given !== undefined) return given === '*' ? 'any' : 'restricted'
      return value.fallback ? originOf(program, value.fallback) : 'restricted'
    }
    case 'list':
      return value.items().some((item) => originOf(program, item) === 'any') ? 'any' : 'restricted'
    case 'pattern':
      return /^\.\*$|^\.\+$|^\(\.\*\)$/.test(value.pattern) ? 'reflected' : 'restricted'
    case 'function':
      return originFunction(program, value)
    case 'alternatives': {
      const origins = value.values.map((option) => originOf(program, option))
      if (origins.every((origin) => origin === origins[0])) return origins[0]!
      // `list.includes('*') ? '*' : list`: the deployment decides.
      return origins.includes('reflected') ? 'unknown' : 'restricted'
    }
    case 'text':
    case 'instance':
    case 'external':
      return 'restricted'
    default:
      return 'unknown'
  }
}

/** `(origin, callback) => callback(null, true)` lets everybody in; a function that refuses somebody restricts. */
function originFunction(program: Execution, fn: Extract<Value, { kind: 'function' }>): CorsOrigin {
  const { file, index } = fn
  const fact = file.functions[index]!
  const answers = file.calls.filter(
    (call) => call.at >= fact.at && call.end <= fact.end && call.args.length >= 2 && call.args[0] === null,
  )
  const allow = answers.filter(({ args }) => args[1] === true)
  const denies =
    fact.throws.length > 0 ||
    file.calls.some(
      (call) =>
        call.at >= fact.at &&
        call.end <= fact.end &&
        (call.args[1] === false || (call.kind === 'new' && call.at > fact.at)),
    )
  if (allow.length > 0 && !denies && allow.every(({ guard }) => guard === -1)) return 'reflected'
  const returned = program.evaluator.invoke(fn, NO_ARGUMENTS, `origin ${file.path}#${index}`)
  if (returned.kind === 'parameter' && answers.length === 0) return 'reflected'
  if (returned.kind === 'literal' && returned.value === '*') return 'any'
  return 'restricted'
}

const NEST_CORS = /NestFactory\.create(\(\)\.enableCors)?$|^\?\.enableCors$/

function nestPolicies(program: Execution): CorsPolicy[] {
  return program.matching(NEST_CORS).flatMap((event): CorsPolicy[] => {
    const place = { force: event.force, scope: 'application' as const, file: event.file, at: event.call.nameAt }
    if (/NestFactory\.create\(\)\.enableCors$|^\?\.enableCors$/.test(event.name))
      return [{ ...policyOf(program, program.evaluator.argument(siteOf(event), 0), false), ...place }]
    if (event.name !== '@nestjs/core.NestFactory.create') return []
    const options = program.evaluator
      .arguments(siteOf(event))
      .find((value): value is RecordValue => value.kind === 'record')
    const cors = options?.get('cors')
    if (!cors || program.evaluator.truth(cors) === false) return []
    return [{ ...policyOf(program, cors.kind === 'record' ? cors : undefined, false), ...place }]
  })
}

const SETS_HEADER = /\.(header|setHeader|set|append|headers)$/
const HEADER = /^access-control-allow-(origin|credentials)$/i

/** `res.setHeader('Access-Control-Allow-Origin', …)` written by hand. */
function manualPolicies(program: Execution): CorsPolicy[] {
  const setters = program
    .matching(SETS_HEADER)
    .filter(
      (event) =>
        event.force !== 'off' &&
        event.phase !== 'unseen' &&
        typeof event.call.args[0] === 'string' &&
        HEADER.test(event.call.args[0]),
    )
  return setters.filter(isOriginHeader).map((event) => {
    const value = program.evaluator.argument(siteOf(event), 1)
    const partner = setters.find(
      (other) => other.file === event.file && other.call.function === event.call.function && !isOriginHeader(other),
    )
    const isRequest = value?.kind === 'parameter' && /origin/i.test(value.path.join('.'))
    const guarded = event.call.guard !== -1
    const origin: CorsOrigin = isRequest
      ? guarded
        ? 'unknown'
        : 'reflected'
      : value
        ? originOf(program, value)
        : 'unknown'
    return {
      origin,
      credentials: partner !== undefined,
      force: event.force,
      scope: 'application',
      file: event.file,
      at: event.call.nameAt,
    }
  })
}

function isOriginHeader({ call }: CallEvent): boolean {
  return typeof call.args[0] === 'string' && /-origin$/i.test(call.args[0])
}

function nextPolicies(program: Execution, nextProjects: readonly NextProject[]): CorsPolicy[] {
  return nextHeaders(program, nextProjects).flatMap(({ key, value, file, at }): CorsPolicy[] => {
    if (!/^access-control-allow-origin$/i.test(key)) return []
    return [
      {
        origin: value ? originOf(program, value) : 'unknown',
        credentials: 'unknown',
        force: 'on',
        scope: 'application',
        file,
        at,
      },
    ]
  })
}
