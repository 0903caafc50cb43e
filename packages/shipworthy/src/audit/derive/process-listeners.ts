import type { SourceFile } from '../facts/source.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { Execution } from './execution/execution.ts'
import { lastName } from './program/names.ts'
import { possibilities, type FunctionValue, type Value } from './program/value.ts'

/**
 * What a listener for the last errors of a process does: `ends` it (exit, rethrow, or a shutdown that was begun), `goes-on`,
 * or calls something that could not be followed.
 */
export type ListenerEffect = 'ends' | 'goes-on' | 'open'

export interface ProcessListener {
  event: CallEvent
  effect: ListenerEffect
}

const LISTENS = /^process\.(on|once|addListener|prependListener|prependOnceListener)$/
const REMOVES = /^process\.(off|removeListener|removeAllListeners)$/
const ENDS =
  /^process\.(exit|abort|kill|reallyExit|emit)$|^(worker_threads\.parentPort|cluster\.worker)\.|^(http2?|https|net)\.create(Secure)?Server\(\)\.(close|closeAllConnections)$|^(fastify|express|koa)\(\)\.close$|NestFactory\.create\(\)\.close$|^(exit-hook|async-exit-hook|close-with-grace|@godaddy\/terminus|lightship|http-terminator|http-graceful-shutdown|gracefulShutdown)\b/
/** Functions whose name says that they end the process, where their body is not to be seen. */
const ENDS_BY_NAME = /(^|\.)\w*(exit|shutdown|shutDown|terminate|gracefulStop|die|crash|abort|panic)\w*$/i
/** Methods that log, count or report, on whatever they are called. */
const ONLY_TELLS =
  /(^|\.)(log|error|warn|info|debug|fatal|trace|verbose|http|silly|notice|critical|alert|emerg|write|print|captureException|captureMessage|captureEvent|sendError|sendException|sendEvent|trackError|logError|withScope|setTag|setTags|setExtra|setExtras|setContext|setLevel|notify|notifyError|noticeError|recordException|report|reportError|trackException|inc|increment|add|record|stringify|toString|inspect|format|String|Error|now|toISOString|join|child|push|red|bold|yellow|bgRed|flush|includes|startsWith|test|match|keys|getTime|then|catch|finally|require|isArray|getLogger|createLogger|memoryUsage|uptime|Date|setAttribute|end|map|filter|forEach|reduce|some|every|find|slice|concat|replace|split|trim|substring|toLowerCase|toUpperCase|get|has|entries|values|sort|indexOf)$/

/** The listeners of an event of the process that are in force, and what they do. */
export function processListeners(program: Execution, name: string): ProcessListener[] {
  const found = new Map<string, ProcessListener>()
  const removals = program.matching(REMOVES)
  for (const event of program.matching(LISTENS)) {
    if (event.force === 'off' || event.phase === 'unseen' || isTemporary(event, removals)) continue
    const [heard, listener] = program.evaluator.arguments(siteOf(event))
    if (!heard || !possibilities(heard).some((option) => option.kind === 'literal' && option.value === name)) continue
    const effect = effectOf(program, listener)
    const place = `${event.file.path}#${event.callIndex}`
    const known = found.get(place)
    if (!known || effect === 'ends') found.set(place, { event, effect })
  }
  return [...found.values()]
}

/** A listener that the same function takes away again covers one operation, not the life of the process. */
function isTemporary({ file, call }: CallEvent, removals: readonly CallEvent[]): boolean {
  return removals.some((other) => other.file === file && other.call.function === call.function && call.function !== 0)
}

function effectOf(program: Execution, listener: Value | undefined): ListenerEffect {
  if (!listener) return 'open'
  if (listener.kind === 'function') return effectOfFunction(program, listener)
  if (listener.kind === 'external')
    return ENDS.test(listener.name) || ENDS_BY_NAME.test(listener.name)
      ? 'ends'
      : ONLY_TELLS.test(lastName(listener.name))
        ? 'goes-on'
        : 'open'
  if (listener.kind === 'alternatives') {
    const effects = listener.values.map((option) => effectOf(program, option))
    return effects.find((effect) => effect !== 'goes-on') ?? 'goes-on'
  }
  // `exitHandler(1)` and `pino.final(logger, handler)` make the listener.
  const given = listener.kind === 'instance' && listener.call ? program.evaluator.arguments(listener.call) : []
  const inner = given.find((value) => value.kind === 'function')
  return inner ? effectOf(program, inner) : 'open'
}

function effectOfFunction(program: Execution, listener: FunctionValue): ListenerEffect {
  const { file, index } = listener
  const own = file.functions[index]!
  if (throwsIn(file, own.at, own.end)) return 'ends'
  const calls = program.trace(listener).filter(({ force }) => force !== 'off')
  if (calls.some(endsProcess)) return 'ends'
  return calls.some(isPuzzling) ? 'open' : 'goes-on'
}

/** A `throw` in the listener, also one that is put off with `setImmediate`; one that is caught in it does not count. */
function throwsIn(file: SourceFile, from: number, to: number): boolean {
  return file.functions.some(
    (fn) =>
      fn.at >= from &&
      fn.end <= to &&
      fn.throws.some(
        ({ at }) => !file.functions.some(({ catches }) => catches.some((c) => c.from <= at && at <= c.to)),
      ),
  )
}

function endsProcess({ name, callee }: CallEvent): boolean {
  if (ENDS.test(name)) return true
  // A function of the project was walked: what it does counts, not what it is called.
  return callee.kind !== 'function' && callee.kind !== 'class' && ENDS_BY_NAME.test(name.replace(/^\?/, ''))
}

function isPuzzling({ name, callee }: CallEvent): boolean {
  if (callee.kind === 'function' || callee.kind === 'class') return false
  const method = lastName(name).replace(/^\?\.?/, '')
  if (ONLY_TELLS.test(method) || KNOWN.test(name)) return false
  // A function of some package that formats a date or reads a file is not what ends a process.
  return callee.kind !== 'external' || MAY_END.test(method)
}

const MAY_END = /handle|exception|rejection|unexpected|onError|onFatal|stop|close|kill|finish|clean|restart|process/i

/** Libraries and parts of the platform that end no process. */
const KNOWN =
  /^(console|JSON|Object|Array|String|Number|Math|Date|Map\(\)|Set\(\)|array|string|util|os|fs|path|chalk|colors|winston|pino|bunyan|log4js|debug|signale|@sentry\/\w+|@opentelemetry\/|newrelic|dd-trace|prom-client|setTimeout|setImmediate|clearTimeout|process\.(stderr|stdout|memoryUsage|uptime|hrtime|cwd|nextTick)|axios|fetch|nodemailer|@slack\/)/
