import { callAt, codeAt } from '../evidence.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { Force } from '../program/force.ts'
import type { HealthEndpoint } from './health-endpoint.ts'
import type { HttpView } from './route.ts'
import { pathText } from './route.ts'

/** Where `@shipworthy/health` is put in front of a server or has one of its own. */
export interface HealthMount {
  force: Force
  evidence: Evidence
}

const MAKER = /^@shipworthy\/health\.createHealth$/
const MOUNTS = /^@shipworthy\/health\.createHealth\(\)\.(attach|listen|express|hono|koa|nest)$/
const MOUNTED = /^@shipworthy\/health\.createHealth\(\)\.(fastify|express|koa|hono)(\(\))?$/

/** Making it is not enough: something must hand requests to it. */
export function shipworthyHealthMounts(program: Execution, http: HttpView): HealthMount[] {
  const calls = program
    .matching(MOUNTS)
    .filter(({ force, phase }) => force !== 'off' && phase !== 'unseen')
    .map((event) => ({ force: event.force, evidence: callAt(event) }))
  const middleware = http.apps
    .flatMap((app) => app.middleware)
    .filter(({ value, force }) => force !== 'off' && 'name' in value && MOUNTED.test(value.name))
    .map(({ file, at, force }) => ({ force, evidence: codeAt(file, at) }))
  return [...middleware, ...calls]
}

/** The probes it answers; liveness looks at nothing outside the process, which its types see to. */
export function shipworthyHealth(program: Execution, http: HttpView): HealthEndpoint[] {
  const [mount] = shipworthyHealthMounts(program, http)
  const maker = program.matching(MAKER).find(({ force }) => force !== 'off')
  if (!mount || !maker) return []
  const prefix = prefixOf(program, maker)
  return [
    { path: `${prefix}/live`, kind: 'liveness' as const },
    { path: `${prefix}/ready`, kind: 'readiness' as const },
    { path: '/livez', kind: 'liveness' as const },
    { path: '/readyz', kind: 'readiness' as const },
  ].map((endpoint) => ({ ...endpoint, exact: true, ...mount, functions: [], calls: [], library: '@shipworthy/health' }))
}

function prefixOf(program: Execution, maker: CallEvent): string {
  const options = program.evaluator.argument(siteOf(maker), 0)
  const prefix = options?.kind === 'record' ? options.get('prefix') : undefined
  return pathText(prefix)?.text ?? '/health'
}
