import type { Tokens } from '../../facts/tokens.ts'
import type { Evidence } from '../../model/outcome.ts'
import { callAt, codeAt } from '../evidence.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { handlerFunctions } from './handler-functions.ts'
import type { HttpView } from './route.ts'
import { pathText } from './route.ts'
import { optionsRecord } from './middleware.ts'
import type { HealthEndpoint, HealthKind } from './health-endpoint.ts'
import { shipworthyHealth } from './shipworthy-health.ts'

export interface HealthView {
  endpoints: HealthEndpoint[]
  /** Something that could offer an endpoint and was not told to. */
  disabled?: { text: string; evidence: Evidence }
}

const LIVENESS = /(^|[/_-])(live|livez|liveness|alive|ping|heartbeat)$/i
const READINESS = /(^|[/_-])(ready|readyz|readiness)$/i
const GENERAL =
  /(^|[/_.-])_?(health|healthz|healthcheck|health-?check|health_check|healthy|_ping|statusz|startup|startupz|alb-?health)$/i
/** Words that mean many things count only near the root: `/status`, `/api/v1/status`. */
const MAX_PROBE_CALLS = 40
const NEAR_ROOT = /^\/?((api|v\d+|internal|_|public|system)\/){0,3}(status|up|uptime|monitor|monitoring|_status)$/i

export const healthTokens: Tokens = {
  packages: [
    '@godaddy/terminus',
    'lightship',
    '@fastify/under-pressure',
    'under-pressure',
    'fastify-healthcheck',
    'fastify-custom-healthcheck',
    'express-healthcheck',
    '@nestjs/terminus',
    'express-actuator',
    '@cloudnative/health-connect',
    'koa-simple-healthcheck',
    'healthz',
    '@shipworthy/health',
    'express-health-middleware',
  ],
  words: ['health', '/ready', 'readyz', 'readiness', '/ping', '/status'],
  names: ['ready'],
}

export function deriveHealth(program: Execution, http: HttpView): HealthView {
  const fromRoutes = http.routes
    .filter(({ method, force }) => force !== 'off' && /^(GET|ALL|HEAD|ON|USE)$/.test(method))
    .flatMap((route): HealthEndpoint[] => {
      const kind = kindOf(route.path)
      if (!kind) return []
      const functions = handlerFunctions(program, route.handler)
      const calls = functions.flatMap((fn) => program.trace(fn))
      if (isVague(route.path) && isPage(calls)) return []
      return [
        {
          path: route.path,
          exact: route.exact,
          kind,
          force: route.force,
          evidence: codeAt(route.file, route.at),
          functions,
          calls,
          route,
        },
      ]
    })
  const pressure = underPressure(program, http)
  return {
    endpoints: [
      ...fromRoutes,
      ...mountedHealth(program, http),
      ...fromLibraries(program),
      ...shipworthyHealth(program, http),
      ...pressure.endpoints,
    ],
    ...(pressure.disabled && { disabled: pressure.disabled }),
  }
}

export function kindOf(path: string): HealthKind | undefined {
  const plain = path.replace(/\/+$/, '').replace(/\.json$/, '')
  if (LIVENESS.test(plain)) return 'liveness'
  if (READINESS.test(plain)) return 'readiness'
  return GENERAL.test(plain) || NEAR_ROOT.test(plain) || /\/(health|healthz)\//i.test(plain) ? 'general' : undefined
}

/** The path alone does not say that it is about health: `/status` may be a page. */
function isVague(path: string): boolean {
  return NEAR_ROOT.test(path.replace(/\/+$/, ''))
}

/** A handler that renders something or does more than a probe would. */
function isPage(calls: readonly CallEvent[]): boolean {
  return calls.length > MAX_PROBE_CALLS || calls.some(({ name }) => /\.(render|sendFile|renderPage)$/.test(name))
}

/** `app.use('/health', handler)` answers like a route. */
function mountedHealth(program: Execution, http: HttpView): HealthEndpoint[] {
  return http.apps.flatMap((app) =>
    app.middleware.flatMap((middleware): HealthEndpoint[] => {
      const kind = middleware.path && middleware.force !== 'off' ? kindOf(middleware.path) : undefined
      if (!kind) return []
      const functions = handlerFunctions(program, middleware.value)
      const evidence = codeAt(middleware.file, middleware.at)
      return [
        {
          path: middleware.path,
          exact: true,
          kind,
          force: middleware.force,
          evidence,
          functions,
          calls: functions.flatMap((fn) => program.trace(fn)),
        },
      ]
    }),
  )
}

const HEALTH_LIBRARIES = /^(@godaddy\/terminus\.createTerminus|lightship\.createLightship)$/

/** Libraries that serve health paths when they are given checks. */
function fromLibraries(program: Execution): HealthEndpoint[] {
  return program.matching(HEALTH_LIBRARIES).flatMap((event): HealthEndpoint[] => {
    if (event.phase === 'unseen' || event.force === 'off') return []
    const shared = { exact: true, force: event.force, evidence: callAt(event) }
    const args = program.evaluator.arguments(siteOf(event))
    if (event.name === '@godaddy/terminus.createTerminus') {
      const options = args[1]
      const checks = options?.kind === 'record' ? options.get('healthChecks') : undefined
      if (checks?.kind !== 'record') return []
      return checks
        .keys()
        .filter((path) => path.startsWith('/'))
        .map((path) => {
          const functions = handlerFunctions(program, checks.get(path))
          return {
            ...shared,
            path,
            kind: kindOf(path) ?? 'general',
            functions,
            calls: functions.flatMap((fn) => program.trace(fn)),
            library: 'terminus',
          }
        })
    }
    if (event.name === 'lightship.createLightship') {
      return (['liveness', 'readiness'] as const).map((kind) => ({
        ...shared,
        path: kind === 'liveness' ? '/live' : '/ready',
        kind,
        functions: [],
        calls: [],
        library: 'lightship',
      }))
    }
    return []
  })
}

/** @fastify/under-pressure offers a route only when it is asked for one. */
function underPressure(
  program: Execution,
  http: HttpView,
): { endpoints: HealthEndpoint[]; disabled?: HealthView['disabled'] } {
  for (const app of http.apps) {
    for (const middleware of app.middleware) {
      if (middleware.value.kind !== 'instance') continue
      const { name } = middleware.value
      const evidence = codeAt(middleware.file, middleware.at)
      const options = optionsRecord(program, middleware)
      if (/^(@fastify\/)?under-pressure\(\)$/.test(name)) {
        const exposed = options?.get('exposeStatusRoute')
        if (!exposed || program.evaluator.truth(exposed) === false) {
          return {
            endpoints: [],
            disabled: { text: 'under-pressure is registered without exposeStatusRoute: it has no route', evidence },
          }
        }
        const url = exposed.kind === 'record' ? exposed.get('url') : exposed
        const functions = handlerFunctions(program, options?.get('healthCheck'))
        const endpoint = {
          path: pathText(url)?.text ?? '/status',
          exact: true,
          kind: 'general' as const,
          force: middleware.force,
          evidence,
          functions,
          calls: functions.flatMap((fn) => program.trace(fn)),
          library: 'under-pressure',
        }
        return { endpoints: [endpoint] }
      }
      if (/^fastify-(custom-)?healthcheck\(\)$/.test(name)) {
        return {
          endpoints: [
            {
              path: pathText(options?.get('healthcheckUrl') ?? options?.get('path'))?.text ?? '/health',
              exact: true,
              kind: 'general',
              force: middleware.force,
              evidence,
              functions: [],
              calls: [],
              library: name.slice(0, -2),
            },
          ],
        }
      }
    }
  }
  return { endpoints: [] }
}
