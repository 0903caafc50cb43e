import type { SourceFile } from '../facts/source.ts'
import type { Tokens } from '../facts/tokens.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { Execution } from './execution/execution.ts'
import { handlerCalls } from './http/handler-functions.ts'
import type { HttpView } from './http/route.ts'
import type { Force } from './program/force.ts'
import { anyOf } from './program/names.ts'
import { possibilities, type RecordValue, type Value } from './program/value.ts'

/** How log lines look in production. */
export type LogFormat = 'structured' | 'text' | 'unknown'

export interface Logger {
  library: string
  format: LogFormat
  /** Hides sensitive fields; `unknown` when its options are not known. */
  redacts: boolean | 'unknown'
  force: Force
  file: SourceFile
  at: number
}

export interface LoggingView {
  loggers: Logger[]
  /** console.* calls in code that serves. */
  consoleCalls: CallEvent[]
  /** Where request ids come from. */
  requestIds: { file: SourceFile; at: number; how: string }[]
}

export const loggingTokens: Tokens = {
  packages: [
    'pino',
    'pino-http',
    'express-pino-logger',
    'koa-pino-logger',
    'hono-pino',
    'nestjs-pino',
    '@shipworthy/kit',
    'winston',
    'nest-winston',
    'express-winston',
    'winston-daily-rotate-file',
    'bunyan',
    'log4js',
    'loglevel',
    'consola',
    'tslog',
    'roarr',
    'signale',
    'npmlog',
    'morgan',
    'koa-logger',
    'debug',
    'next-logger',
    'cls-rtracer',
    'express-request-id',
    'koa-requestid',
    'correlation-id',
    'express-correlation-id',
    'nestjs-cls',
    '@adonisjs/logger',
    'evlog',
    '@axiomhq/*',
    '@logtape/*',
    '@shipworthy/kit/observability',
    'async_hooks',
    'cls-hooked',
    'hono',
  ],
  words: ['request-id', 'requestId', 'Request-Id', 'correlation', 'genReqId', 'AsyncLocalStorage', 'redact'],
}

export function deriveLogging(program: Execution, http: HttpView): LoggingView {
  const loggers = [...madeLoggers(program), ...frameworkLoggers(program)]
  return {
    loggers: loggers.filter(({ force }) => force !== 'off'),
    consoleCalls: distinctPlaces(
      program
        .matching(CONSOLE)
        .filter(({ force, file }) => force !== 'off' && !/(^|\/)(scripts?|bin|cli|seed|migrations?)\//.test(file.path)),
    ),
    requestIds: requestIds(program, http),
  }
}

/** A line that is reached in several ways counts once. */
function distinctPlaces(events: readonly CallEvent[]): CallEvent[] {
  return [...new Map(events.map((event) => [event.call, event])).values()]
}

const CONSOLE = /^console\.(log|error|warn|info|debug)$/
const LOGGERS =
  /pino|winston|bunyan|^log4js|^tslog|^loglevel|^consola|^signale|^npmlog|^@nestjs\/common\.(Logger|ConsoleLogger)$|^@shipworthy\/kit\/observability\.createLogger$/

function madeLoggers(program: Execution): Logger[] {
  return program.matching(LOGGERS).flatMap((event): Logger[] => {
    const made = sharesLogger(program, event) ? undefined : loggerOf(program, event)
    return made ? [{ ...made, force: event.force, file: event.file, at: event.call.nameAt }] : []
  })
}

/** `pinoHttp({ logger })` writes through a logger that is made elsewhere. */
function sharesLogger(program: Execution, event: CallEvent): boolean {
  if (!/^(pino-http|express-pino-logger|koa-pino-logger)/.test(event.name)) return false
  const options = program.evaluator.argument(siteOf(event), 0)
  return options?.kind === 'record' && options.get('logger') !== undefined
}

type Made = Pick<Logger, 'library' | 'format' | 'redacts'>

function loggerOf(program: Execution, event: CallEvent): Made | undefined {
  const args = (): readonly Value[] => program.evaluator.arguments(siteOf(event))
  switch (true) {
    case /^(pino(\.pino|\.default)?|pino-http(\.pinoHttp)?|express-pino-logger|koa-pino-logger|hono-pino\.(pinoLogger|logger))$/.test(
      event.name,
    ):
      return pinoLogger(event.name, args())
    case /^nestjs-pino\.LoggerModule\.(forRoot|forRootAsync)$/.test(event.name):
      return pinoLogger(
        'nestjs-pino',
        args().flatMap((value) => (value.kind === 'record' ? [value.get('pinoHttp') ?? value] : [value])),
      )
    case /^winston\.(createLogger|Logger|loggers\.add|configure)$/.test(event.name) ||
      /^nest-winston\.(WinstonModule\.(createLogger|forRoot|forRootAsync))$/.test(event.name):
      return winstonLogger(program, event, args()[0])
    // A pino logger that hides secrets by name and by look, whatever its options.
    case event.name === '@shipworthy/kit/observability.createLogger':
      return { library: '@shipworthy/kit', format: 'structured', redacts: true }
    case /^bunyan\.createLogger$/.test(event.name):
      return { library: 'bunyan', format: 'structured', redacts: recordHas(args()[0], ['serializers']) }
    case /^log4js\.(getLogger|configure)$/.test(event.name):
      return { library: 'log4js', format: /json/i.test(event.file.text) ? 'structured' : 'text', redacts: false }
    case /^tslog\.Logger$/.test(event.name):
      return {
        library: 'tslog',
        format: literalOf(args()[0], 'type') === 'json' ? 'structured' : 'text',
        redacts: recordHas(args()[0], ['maskValuesOfKeys', 'maskValuesRegEx']),
      }
    case /^(loglevel\.getLogger|consola\.(createConsola|create)|signale\.Signale|npmlog\.\w+)$/.test(event.name):
      return { library: event.name.split('.')[0]!, format: 'text', redacts: false }
    case /^@nestjs\/common\.(Logger|ConsoleLogger)$/.test(event.name):
      return {
        library: 'Nest Logger',
        format: literalOf(args()[0], 'json') === true ? 'structured' : 'text',
        redacts: false,
      }
    default:
      return undefined
  }
}

function pinoLogger(name: string, args: readonly Value[]): Made {
  const options = args.flatMap(possibilities).find((value): value is RecordValue => value.kind === 'record')
  const transport = options?.get('transport')
  const pretty = transport && isPretty(transport)
  const redact =
    options?.get('redact') ??
    options?.get('serializers') ??
    (options?.get('pinoHttp')?.kind === 'record' ? (options.get('pinoHttp') as RecordValue).get('redact') : undefined)
  const isOpen = options?.open() === true || (!options && args.some(isForeignOptions))
  return {
    library: name.split('.')[0]!,
    format: pretty === true ? 'text' : 'structured',
    redacts: redact ? true : isOpen ? 'unknown' : false,
  }
}

/** Options from somewhere that was not read; a stream to write to is no option. */
function isForeignOptions(value: Value): boolean {
  if (value.kind === 'unknown' || value.kind === 'parameter') return true
  return (value.kind === 'external' || value.kind === 'instance') && !/^pino\.|stream/i.test(value.name)
}

/** A transport that prints for people; only outside production it does not count. */
function isPretty(transport: Value): boolean {
  return possibilities(transport).every((option) => {
    if (option.kind !== 'record') return false
    const target = option.get('target')
    if (target?.kind === 'literal') return /pretty/.test(String(target.value))
    const targets = option.get('targets')
    return targets?.kind === 'list' && targets.items().some((item) => isPretty(item)) && targets.items().length === 1
  })
}

function winstonLogger(program: Execution, event: CallEvent, value: Value | undefined): Made {
  const options = value
    ? possibilities(value).find((option): option is RecordValue => option.kind === 'record')
    : undefined
  const redacts =
    /redact|sanitiz|mask|scrub|censor|filter(Sensitive|Secret)/i.test(event.file.text) && hidesFields(event.file)
      ? true
      : options
        ? false
        : 'unknown'
  if (!options) return { library: 'winston', format: value ? 'unknown' : 'structured', redacts }
  const own = formatOf(program, options.get('format'))
  const transports = options.get('transports')
  const formats = (transports?.kind === 'list' ? transports.items() : transports ? [transports] : []).map((transport) =>
    transportFormat(program, transport),
  )
  const first = formats.find((format): format is LogFormat => format !== undefined && format !== 'inherit')
  return { library: 'winston', format: first ?? own ?? 'structured', redacts }
}

/** A function whose name says that it hides fields and which the logger's file defines. */
function hidesFields(file: SourceFile): boolean {
  return (
    file.functions.some(({ name }) => /redact|sanitiz|mask|scrub|censor|filter(Sensitive|Secret)/i.test(name ?? '')) ||
    /\bredact\w*\s*[:(]/i.test(file.text)
  )
}

/** The console decides what a platform collects; a file beside it does not. */
function transportFormat(program: Execution, transport: Value): LogFormat | 'inherit' | undefined {
  if (transport.kind !== 'instance' || !/Console\(\)$|Stream\(\)$/.test(transport.name) || !transport.call)
    return undefined
  const options = program.evaluator.argument(transport.call, 0)
  if (options?.kind !== 'record') return 'inherit'
  const format = options.get('format')
  return format ? (formatOf(program, format) ?? 'unknown') : 'inherit'
}

/** `combine(…, json())` is structured, `printf`, `simple` and `cli` are text; the last one that prints decides. */
function formatOf(program: Execution, value: Value | undefined): LogFormat | undefined {
  if (!value) return undefined
  if (value.kind === 'alternatives') {
    const formats = value.values.map((option) => formatOf(program, option))
    return formats.every((format) => format === formats[0]) ? formats[0] : 'unknown'
  }
  if (value.kind !== 'instance') return value.kind === 'unknown' || value.kind === 'function' ? undefined : undefined
  if (/\.(json|logstash|ecsFormat|ecsformat)\(\)$|ecs-winston-format\(\)$/.test(value.name)) return 'structured'
  if (/\.(printf|simple|cli|prettyPrint|nestLike)\(\)(\(\))?$/.test(value.name)) return 'text'
  if (!value.name.endsWith('.combine()') || !value.call) return undefined
  return (
    program.evaluator
      .arguments(value.call)
      .map((part) => formatOf(program, part))
      .findLast((format) => format !== undefined) ?? 'structured'
  )
}

function recordHas(value: Value | undefined, keys: readonly string[]): boolean | 'unknown' {
  if (value?.kind !== 'record') return value ? 'unknown' : false
  if (keys.some((key) => value.get(key) !== undefined)) return true
  return value.open() ? 'unknown' : false
}

function literalOf(value: Value | undefined, key: string): unknown {
  const inner = value?.kind === 'record' ? value.get(key) : undefined
  return inner?.kind === 'literal' ? inner.value : undefined
}

const FASTIFY = /^fastify(\.fastify|\.default)?$|^@nestjs\/platform-fastify\.FastifyAdapter$/

/** Fastify logs through pino when `logger` is on. */
function frameworkLoggers(program: Execution): Logger[] {
  return program.matching(FASTIFY).flatMap((event): Logger[] => {
    const options = program.evaluator.argument(siteOf(event), 0)
    const logger = options?.kind === 'record' ? (options.get('logger') ?? options.get('loggerInstance')) : undefined
    if (!logger || program.evaluator.truth(logger) === false) return []
    const made = pinoLogger('Fastify (pino)', [logger])
    return [{ ...made, library: 'Fastify (pino)', force: event.force, file: event.file, at: event.call.nameAt }]
  })
}

const ID_LIBRARIES =
  /^(express-request-id|koa-requestid|koa-request-id|cls-rtracer|express-correlation-id|correlation-id|hono\/request-id\.requestId|pino-http(\.pinoHttp)?|express-pino-logger|koa-pino-logger|nestjs-pino\.LoggerModule\.(forRoot|forRootAsync)|@fastify\/request-context|fastify-request-id|nestjs-cls\.ClsModule\.(forRoot|register).*|express-http-context|request-id\/.*|connect-requestid|@shipworthy\/kit\/http\.createHttpProtection\(\)\.(fastify|node|fetch)|@opentelemetry\/sdk-node\.NodeSDK|nestjs-otel.*)$/
const ID_HEADER = /^x-?(request|correlation|trace|req)-?id$/i

const MAY_CARRY_ID = anyOf([ID_LIBRARIES, /\.(setHeader|header|set|append)$/])

function requestIds(program: Execution, http: HttpView): LoggingView['requestIds'] {
  const found: LoggingView['requestIds'] = []
  for (const event of program.matching(MAY_CARRY_ID)) {
    if (event.force === 'off' || event.phase === 'unseen') continue
    const [first] = event.call.args
    if (ID_LIBRARIES.test(event.name)) found.push({ file: event.file, at: event.call.nameAt, how: event.name })
    else if (typeof first === 'string' && ID_HEADER.test(first))
      found.push({ file: event.file, at: event.call.nameAt, how: `sends ${first}` })
  }
  for (const { framework, file, at } of http.apps) {
    if (framework === 'fastify' && frameworkLoggers(program).some(({ force }) => force !== 'off'))
      found.push({ file, at, how: 'Fastify logs reqId' })
  }
  for (const { middleware } of http.apps) {
    for (const entry of middleware) {
      const { value, file, at, force } = entry
      if (force === 'off') continue
      const name = value.kind === 'instance' ? value.name.slice(0, -2) : ''
      if (ID_LIBRARIES.test(name)) found.push({ file, at, how: name })
      if (
        value.kind === 'function' &&
        storesId(value.file, value.index) &&
        handlerCalls(program, value).some(
          ({ name: called, force: on }) =>
            on !== 'off' && /AsyncLocalStorage\(\)\.(run|enterWith)$|\.(run|set|child)$/.test(called),
        )
      )
        found.push({ file, at, how: 'an id per request' })
    }
  }
  return found
}

/** A middleware that makes or takes over an id: `requestId`, `correlationId`. */
function storesId(file: SourceFile, index: number): boolean {
  const { at, end } = file.functions[index]!
  return /(request|correlation|req|trace)_?-?id/i.test(file.text.slice(at, end))
}
