import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { optionsOf } from '../http/middleware.ts'
import type { Middleware, Route } from '../http/route.ts'
import { possibilities, type Value } from '../program/value.ts'
import { payloadOf } from './payload.ts'

/** Whether the signature is checked against the bytes that were signed, and what parsed them before if not. */
export type BodyState = { state: 'raw' } | { state: 'open' } | { state: 'parsed'; by?: Middleware; text: string }

const OPEN: BodyState = { state: 'open' }
const RAW: BodyState = { state: 'raw' }
const STACKS = new Set(['express', 'node'])

export function bodyState(program: Execution, route: Route, event: CallEvent): BodyState {
  const payload = payloadOf(program, event)
  if (payload === 'raw') return RAW
  if (payload === 'parsed') return { state: 'parsed', text: 'the handler parses the body itself' }
  if (payload === 'open') return OPEN
  if (route.framework === 'next') return nextState(program, route)
  if (payload === 'stream') return STACKS.has(route.framework) ? streamState(program, route) : OPEN
  switch (route.framework) {
    case 'express':
      return stackState(program, route)
    case 'fastify':
      return fastifyState(program)
    case 'koa':
      return koaState(route)
    case 'nest':
      return nestState(program)
    default:
      return OPEN
  }
}

const JSON_PARSER = /^(express|body-parser)\.json\(\)$|^body-parser\(\)$/
const RAW_PARSER = /^(express|body-parser)\.(raw|text)\(\)$/
const PARSES = /^(express|body-parser)\.(json|raw|text)(\(\))?$|^body-parser$/

/** The first parser that takes JSON has the body; the ones after it find it done. */
function stackState(program: Execution, route: Route): BodyState {
  for (const middleware of route.middleware) {
    if (middleware.force === 'off') continue
    const found = parserState(program, middleware, route)
    if (found) return found
  }
  return OPEN
}

function parserState(program: Execution, middleware: Middleware, route: Route): BodyState | undefined {
  const values = possibilities(middleware.value)
  if (values.length > 1) return values.some(isParser) ? OPEN : undefined
  const [value] = values
  if (value?.kind === 'function') return functionState(program, value, route)
  if (!value || !isParser(value) || value.kind !== 'instance') return undefined
  const type = takesJson(optionsOf(program, middleware), JSON_PARSER.test(value.name))
  if (type === false) return undefined
  if (type === undefined || middleware.force !== 'on') return OPEN
  return JSON_PARSER.test(value.name)
    ? { state: 'parsed', by: middleware, text: 'a JSON parser runs before the webhook' }
    : RAW
}

function isParser(value: Value): boolean {
  return value.kind === 'instance' && (JSON_PARSER.test(value.name) || RAW_PARSER.test(value.name))
}

/** What Stripe sends is application/json, which application/vnd.api+json does not take. */
const TAKES_JSON = /^(application\/json|json|\*\/\*|application\/\*|\*\/json)$/

/** By its `type`; without one `express.raw()` takes application/octet-stream, which Stripe does not send. */
function takesJson(options: Value | undefined, byDefault: boolean): boolean | undefined {
  if (!options || (options.kind === 'literal' && options.value === undefined)) return byDefault
  if (options.kind !== 'record') return undefined
  const type = options.get('type')
  if (!type) return options.open() ? undefined : byDefault
  const texts = (type.kind === 'list' ? type.items() : [type]).map((item) =>
    item.kind === 'literal' ? String(item.value) : undefined,
  )
  if (texts.some((text) => text !== undefined && TAKES_JSON.test(text))) return true
  return texts.includes(undefined) ? undefined : false
}

/** `(req, res, next) => req.originalUrl === '/webhook' ? next() : express.json()(req, res, next)` */
function functionState(
  program: Execution,
  fn: Extract<Value, { kind: 'function' }>,
  { path }: Route,
): BodyState | undefined {
  if (program.traceTo(fn, PARSES).length === 0) return undefined
  const { at, end } = fn.file.functions[fn.index]!
  const text = fn.file.text.slice(at, end)
  const isSkipped = path
    .split('/')
    .filter((part) => part.length > 2 && !part.startsWith(':'))
    .some((part) => text.includes(part))
  return isSkipped ? RAW : OPEN
}

/** A stream that a parser has read gives nothing more. */
function streamState(program: Execution, route: Route): BodyState {
  const state = stackState(program, route)
  return state.state === 'open' && !route.middleware.some(({ value }) => possibilities(value).some(isParser))
    ? RAW
    : state
}

/** A pages route has its body parsed unless the file exports a configuration against it. */
function nextState(program: Execution, { file }: Route): BodyState {
  if (!/(^|\/)pages\/api\//.test(file.path)) return OPEN
  const config = program.evaluator.exported(file.path, 'config')
  const isConfigured = file.exports.some(({ name }) => name === 'config' || name === '*')
  if (!isConfigured) return { state: 'parsed', text: 'Next.js parses the body of API routes' }
  const api = config.kind === 'record' ? config.get('api') : undefined
  const parser = api?.kind === 'record' ? api.get('bodyParser') : undefined
  return parser?.kind === 'literal' && parser.value === false ? RAW : OPEN
}

/** Fastify parses JSON unless somebody replaced its parser. */
function fastifyState(program: Execution): BodyState {
  const replaced = program
    .named('addContentTypeParser')
    .concat(program.named('removeAllContentTypeParsers'), program.named('removeContentTypeParser'))
  const plugins = program.plugins.some(({ value }) => value.kind === 'external' && /raw-body/.test(value.name))
  if (replaced.length > 0 || plugins) return OPEN
  return { state: 'parsed', text: 'Fastify parses JSON bodies' }
}

function koaState({ middleware }: Route): BodyState {
  const by = middleware.find(
    ({ value, force }) =>
      force === 'on' &&
      value.kind === 'instance' &&
      /^(koa-bodyparser|koa-body|@koa\/bodyparser)(\.\w+)?\(\)$/.test(value.name),
  )
  return by ? { state: 'parsed', by, text: 'a body parser runs before the webhook' } : OPEN
}

const NEST_APP = '@nestjs/core.NestFactory.create()'

/** Nest parses JSON unless it is told not to, or a parser of the project's comes first. */
function nestState(program: Execution): BodyState {
  const created = program.named('create').find(({ name }) => name === '@nestjs/core.NestFactory.create')
  if (!created) return OPEN
  const options = created.call.args.length > 1
  const parsers = program.events.some(
    ({ name }) =>
      name === `${NEST_APP}.use` || name === `${NEST_APP}.useBodyParser` || name.startsWith(`${NEST_APP}.get`),
  )
  const own = program.matching(/^(express|body-parser)\.(json|raw|text)$/)
  return options || (parsers && own.length > 0) ? OPEN : { state: 'parsed', text: 'Nest parses JSON bodies' }
}
