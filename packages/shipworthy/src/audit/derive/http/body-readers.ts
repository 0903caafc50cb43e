import type { Evidence } from '../../model/outcome.ts'
import { callAt, codeAt } from '../evidence.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { FunctionValue, RecordValue, Value } from '../program/value.ts'
import { handlerFunctions } from './handler-functions.ts'
import { effectiveText } from './listen-address.ts'
import type { HttpView, Route } from './route.ts'

/** Something that takes in the body of a request. */
export interface BodyReader {
  /** In words: `express.json`, `a route of Hono`. */
  name: string
  /** Bytes it takes at most; `Infinity` when nothing stops it, nothing when that is not known. */
  maxBytes: number | undefined
  /** Nobody set the limit: it is the library's own. */
  isDefault: boolean
  evidence: Evidence
}

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE
const UNITS: Record<string, number> = {
  b: 1,
  kb: KILOBYTE,
  mb: MEGABYTE,
  gb: 1024 * MEGABYTE,
  tb: 1024 ** 2 * MEGABYTE,
}

/** Parsers with the options that limit them, and what they take by default. */
const PARSERS: readonly { made: RegExp; options: readonly string[]; maxBytes: number }[] = [
  {
    made: /^(express\.(json|urlencoded|raw|text)|body-parser(\.(json|urlencoded|raw|text))?)$/,
    options: ['limit'],
    maxBytes: 100 * KILOBYTE,
  },
  {
    made: /^(koa-body(\.koaBody)?|koa-bodyparser|@koa\/bodyparser(\.bodyParser)?)$/,
    options: ['jsonLimit', 'formLimit', 'textLimit'],
    maxBytes: MEGABYTE,
  },
  {
    made: /^(fastify(\.(fastify|default))?|@nestjs\/platform-fastify\.FastifyAdapter)$/,
    options: ['bodyLimit'],
    maxBytes: MEGABYTE,
  },
]
const NEST_PARSER = /^@nestjs\/core\.NestFactory\.create\(\)\.useBodyParser$/

export function bodyReaders(program: Execution, http: HttpView): BodyReader[] {
  return [...parsers(program), ...nestParsers(program), ...honoRoutes(program, http), ...collectors(program)]
}

function parsers(program: Execution): BodyReader[] {
  return PARSERS.flatMap(({ made, options, maxBytes }) =>
    program.matching(made).flatMap((event): BodyReader[] => {
      if (event.force === 'off' || event.phase === 'unseen') return []
      const given = program.evaluator.argument(siteOf(event), 0)
      return limited(program, event, given, options, maxBytes)
    }),
  )
}

function nestParsers(program: Execution): BodyReader[] {
  return program.matching(NEST_PARSER).flatMap((event) => {
    if (event.force === 'off') return []
    return limited(program, event, program.evaluator.argument(siteOf(event), 1), ['limit'], 100 * KILOBYTE)
  })
}

function limited(
  program: Execution,
  event: CallEvent,
  given: Value | undefined,
  options: readonly string[],
  byDefault: number,
): BodyReader[] {
  const shared = { name: event.name, evidence: callAt(event) }
  if (!given || given.kind === 'literal' || given.kind === 'instance')
    return [{ ...shared, maxBytes: byDefault, isDefault: true }]
  if (given.kind !== 'record') return [{ ...shared, maxBytes: undefined, isDefault: false }]
  const set = options.flatMap((option) => limitOf(program, given, option))
  if (set.length === 0) return [{ ...shared, maxBytes: given.open() ? undefined : byDefault, isDefault: true }]
  const open = set.includes(undefined)
  const largest = Math.max(...set.map((bytes) => bytes ?? 0))
  return [{ ...shared, maxBytes: open && largest < Infinity ? undefined : largest, isDefault: false }]
}

/** Bytes of one option; an empty list when it is not set. */
function limitOf(program: Execution, options: RecordValue, key: string): (number | undefined)[] {
  const value = options.get(key)
  if (!value || (value.kind === 'literal' && value.value === undefined)) return []
  if (
    value.kind === 'external' &&
    /^(Infinity|Number\.(POSITIVE_INFINITY|MAX_SAFE_INTEGER|MAX_VALUE))$/.test(value.name)
  )
    return [Infinity]
  const text = effectiveText(program, value)?.text
  return [text === undefined ? undefined : bytesOf(text)]
}

/** `10mb`, `1.5 GB`, `1048576`, `Infinity` */
export function bytesOf(text: string): number | undefined {
  const match = /^\s*(Infinity|[\d.]+(?:e\d+)?)\s*([kmgt]?b)?\s*$/i.exec(text)
  const number = match ? Number(match[1]) : NaN
  return Number.isNaN(number) ? undefined : number * (UNITS[(match![2] ?? 'b').toLowerCase()] ?? 1)
}

const HONO_READS = /\.(json|parseBody|text|formData|arrayBuffer|blob|valid)$/
const HONO_LIMIT = /^hono\/body-limit\.bodyLimit\(\)$/

/** Hono on Node has no limit of its own; on other platforms theirs holds. */
function honoRoutes(program: Execution, http: HttpView): BodyReader[] {
  const served = program
    .matching(/^@hono\/node-server\.(serve|createAdaptorServer)$/)
    .some(({ force }) => force !== 'off')
  if (!served) return []
  return http.routes
    .filter(
      (route) =>
        route.framework === 'hono' &&
        route.force !== 'off' &&
        !/^(GET|HEAD|OPTIONS)$/.test(route.method) &&
        readsBody(program, route),
    )
    .map((route): BodyReader => {
      const limit = route.middleware.find(({ value }) => value.kind === 'instance' && HONO_LIMIT.test(value.name))
      const call = limit?.value.kind === 'instance' ? limit.value.call : undefined
      const options = call && program.evaluator.argument(call, 0)
      const set = options?.kind === 'record' ? limitOf(program, options, 'maxSize')[0] : undefined
      return {
        name: `${route.method} ${route.path}`,
        maxBytes: limit ? set : Infinity,
        isDefault: false,
        evidence: codeAt(route.file, route.at),
      }
    })
}

function readsBody(program: Execution, { handler, middleware }: Route): boolean {
  const reads = handlerFunctions(program, handler).some((fn) =>
    program
      .trace(fn)
      .some(({ name, callee }) => HONO_READS.test(name) && callee.kind === 'parameter' && callee.path.at(-2) === 'req'),
  )
  return (
    reads ||
    middleware.some(
      ({ value }) => value.kind === 'instance' && /zod-validator\.zValidator\(\)|validator\(\)$/.test(value.name),
    )
  )
}

const REQUEST_CALLER = /^https?\.createServer$|^express\(\)\.(use|all|post|put|patch)$/
const COLLECTS = /\+=|\.push\(|concat\(/
const CHECKS_SIZE =
  /(length|size|bytes|total|received|count)\w*\s*(\+\s*\w+\.length\s*)?(>|<)|(>|<)=?\s*\w*(max|limit)|content-length|\b413\b|PayloadTooLarge|\.destroy\(/i

/** `req.on('data', (chunk) => { body += chunk })` and `for await (const chunk of req)` without a look at the size. */
function collectors(program: Execution): BodyReader[] {
  const candidates = [...program.named('on'), ...program.named('forEach')]
  return candidates.flatMap((event): BodyReader[] => {
    const { callee } = event
    if (callee.kind !== 'parameter' || callee.path.length !== 1 || callee.index !== 0 || event.force === 'off')
      return []
    if (!REQUEST_CALLER.test(callee.caller ?? '')) return []
    const args = program.evaluator.arguments(siteOf(event))
    const isData = args[0]?.kind === 'literal' && args[0].value === 'data'
    const listener = args.at(-1)
    if ((event.name.endsWith('.on') && !isData) || listener?.kind !== 'function') return []
    if (!COLLECTS.test(textOf(listener))) return []
    const around = event.file.functions[event.call.function]!
    const text = `${textOf(listener)}\n${event.file.text.slice(around.at, around.end)}`
    return [
      {
        name: 'a handler that collects the body itself',
        maxBytes: CHECKS_SIZE.test(text) ? undefined : Infinity,
        isDefault: false,
        evidence: callAt(event),
      },
    ]
  })
}

function textOf({ file, index }: FunctionValue): string {
  const { at, end } = file.functions[index]!
  return file.text.slice(at, end)
}
