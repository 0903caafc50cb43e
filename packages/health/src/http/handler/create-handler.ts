import type { HealthSnapshot } from '../../model/health-snapshot.ts'
import { letsThrough } from '../../state/overall.ts'
import type { Access, HealthHandler, HealthRequest, HealthResponse } from './health-request.ts'
import { HEALTH_JSON_TYPE, JSON_TYPE, jsonResponse, makeResponse, TEXT_TYPE, withoutBody } from './make-response.ts'
import { parseTarget, type Target } from './parse-target.ts'
import {
  makeAnswer,
  makePublicAnswers,
  passWarnFail,
  type Answer,
  type PublicAnswers,
  type PublicEndpoint,
} from './public-answers.ts'
import { describeReadiness } from './describe-readiness.ts'

export type ExportFormat = 'json' | 'csv'

/** What the handler asks of the rest; nothing here does I/O but `exportHistory`. */
export interface HandlerSource {
  /** Changes whenever a public answer may. */
  edge(): number
  snapshot(): HealthSnapshot
  detailed(): string
  healthJson(status: 'pass' | 'warn' | 'fail'): string
  system(): string
  version(): unknown
  metrics(accept: string): { type: string; body: string }
  exportHistory(format: ExportFormat, query: ReadonlyMap<string, readonly string[]>): string | Promise<string>
  setMonitoring(on: boolean): void
}

export interface HandlerOptions {
  prefix: string
  access: Access
  source: HandlerSource
}

type Endpoint = (request: HealthRequest, target: Target) => HealthResponse | Promise<HealthResponse>

/** Answers every path of health. It reads a snapshot: however many probes come, and however slow a dependency is, they cost the same. */
export function createHandler({
  prefix,
  access,
  source,
}: HandlerOptions): HealthHandler & { answers(): PublicAnswers } {
  const reads = new Map<string, Endpoint>([
    [prefix, publicEndpoint('overall')],
    [`${prefix}/live`, publicEndpoint('live')],
    ['/livez', publicEndpoint('live')],
    [`${prefix}/ready`, readiness],
    ['/readyz', readiness],
    [`${prefix}/startup`, publicEndpoint('startup')],
    [`${prefix}/detailed`, guarded(detailed)],
    [`${prefix}/metrics`, metrics],
    [`${prefix}/version`, () => jsonResponse(200, source.version())],
    [`${prefix}/system`, guarded(() => makeResponse(200, JSON_TYPE, source.system()))],
    [`${prefix}/system/export`, guarded(exportHistory)],
  ])
  const commands = new Map<string, Endpoint>([
    [`${prefix}/system/start`, () => setMonitoring(true)],
    [`${prefix}/system/stop`, () => setMonitoring(false)],
  ])
  let answers: { edge: number; made: PublicAnswers } | undefined

  function current(): PublicAnswers {
    const edge = source.edge()
    if (answers?.edge !== edge) answers = { edge, made: makePublicAnswers(source.snapshot()) }
    return answers.made
  }

  function publicEndpoint(name: PublicEndpoint): Endpoint {
    return (request) => {
      const answer = current()[name]
      const wantsFull =
        name === 'overall' && accepts(request, 'application/health+json') && access.mayReadDetails(request)
      if (!wantsFull) return pick(answer, request)
      const code = answer.json.status
      return makeResponse(code, HEALTH_JSON_TYPE, source.healthJson(passWarnFail(code, source.snapshot().status)))
    }
  }

  function readiness(request: HealthRequest, { query }: Target): HealthResponse {
    const excluded = query.get('exclude') ?? []
    const snapshot = source.snapshot()
    const verbose = query.has('verbose') && access.mayReadDetails(request)
    if (excluded.length === 0 && !verbose) return pick(current().ready, request)
    const verdict = describeReadiness(snapshot, excluded)
    const code = verdict.ready ? 200 : 503
    return verbose ? makeResponse(code, TEXT_TYPE, verdict.text) : pick(makeAnswer(code, verdict.said), request)
  }

  /** `/readyz/<check>`: one readiness check by itself. */
  function oneCheck(name: string): Endpoint | undefined {
    const found = source.snapshot().checks.find((check) => check.kind === 'readiness' && check.name === name)
    return found && ((request) => pick(makeAnswer(letsThrough(found) ? 200 : 503, found.status), request))
  }

  function detailed(request: HealthRequest): HealthResponse {
    const code = current().overall.json.status
    if (!accepts(request, 'application/health+json')) return makeResponse(code, JSON_TYPE, source.detailed())
    return makeResponse(code, HEALTH_JSON_TYPE, source.healthJson(passWarnFail(code, source.snapshot().status)))
  }

  function metrics(request: HealthRequest): HealthResponse {
    if (!access.mayReadMetrics(request)) return refused(request)
    const { type, body } = source.metrics(headerOf(request, 'accept'))
    return makeResponse(200, type, body)
  }

  async function exportHistory(_: HealthRequest, { query }: Target): Promise<HealthResponse> {
    const format = query.get('format')?.[0] ?? 'json'
    if (format !== 'json' && format !== 'csv') return jsonResponse(400, { error: 'format must be json or csv' })
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : JSON_TYPE
    try {
      return makeResponse(200, type, await source.exportHistory(format, query))
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: unknown }
      if (code === 'SW_ERR_HEALTH_QUERY') return jsonResponse(400, { error: message })
      return jsonResponse(503, { error: 'the history cannot be read now' })
    }
  }

  function setMonitoring(on: boolean): HealthResponse {
    source.setMonitoring(on)
    return jsonResponse(200, { monitoring: on })
  }

  function guarded(endpoint: Endpoint): Endpoint {
    return (request, target) => (access.mayReadDetails(request) ? endpoint(request, target) : refused(request))
  }

  function route(request: HealthRequest): HealthResponse | Promise<HealthResponse> | undefined {
    const target = parseTarget(request.url)
    const { path } = target
    const command = commands.get(path)
    if (command) {
      if (request.method !== 'POST') return notAllowed('POST')
      return access.mayControl(request) ? command(request, target) : refused(request)
    }
    const endpoint = reads.get(path) ?? (path.startsWith('/readyz/') ? oneCheck(path.slice(8)) : undefined)
    if (!endpoint) return path.startsWith('/readyz/') ? jsonResponse(404, { error: 'no such check' }) : undefined
    return isRead(request.method) ? endpoint(request, target) : notAllowed('GET, HEAD')
  }

  /** Whatever fails here (a process without file descriptors cannot even read its own memory) may not reach the service. */
  function routeSafely(request: HealthRequest): ReturnType<typeof route> {
    try {
      return route(request)
    } catch {
      return jsonResponse(500, { error: 'the answer could not be made' })
    }
  }

  return {
    answers: current,
    owns: (url) => url.startsWith(prefix) || url.startsWith('/livez') || url.startsWith('/readyz'),
    handle(request) {
      const response = routeSafely(request)
      if (request.method !== 'HEAD' || response === undefined) return response
      return response instanceof Promise ? response.then(withoutBody) : withoutBody(response)
    },
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function pick(answer: Answer, request: HealthRequest): HealthResponse {
  return accepts(request, 'application/health+json') ? answer.healthJson : answer.json
}

function accepts(request: HealthRequest, type: string): boolean {
  return headerOf(request, 'accept').includes(type)
}

function headerOf({ headers }: HealthRequest, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : (value?.join(', ') ?? '')
}

function refused(request: HealthRequest): HealthResponse {
  if (request.headers['authorization'] !== undefined) return jsonResponse(403, { error: 'not allowed' })
  return jsonResponse(401, { error: 'not allowed' }, { 'www-authenticate': 'Bearer' })
}

function notAllowed(allow: string): HealthResponse {
  return jsonResponse(405, { error: `use ${allow}` }, { allow })
}
