import type { Tokens } from '../facts/tokens.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { Execution } from './execution/execution.ts'
import { anyOf, lastName } from './program/names.ts'
import type { FunctionValue, Value } from './program/value.ts'

/** One way in which the program answers SIGTERM. */
export interface StopHandler {
  event: CallEvent
  /** `process.on('SIGTERM')`, or the library that installs it. */
  via: string
  /** Everything that running it leads to. */
  calls: readonly CallEvent[]
  /** The library closes the server itself. */
  closesServer: boolean
  /** It calls functions that could not be followed, such as a list of registered clean-ups. */
  isOpen: boolean
}

export interface ShutdownView {
  handlers: StopHandler[]
  /** Handlers of signals other than SIGTERM only. */
  otherSignals: CallEvent[]
}

export const shutdownTokens: Tokens = {
  packages: [
    'close-with-grace',
    'http-graceful-shutdown',
    '@godaddy/terminus',
    'lightship',
    'stoppable',
    'http-terminator',
    'node-graceful-shutdown',
    'exit-hook',
    'async-exit-hook',
    'death',
    'graceful-shutdown',
    'fastify-graceful-shutdown',
    'express-graceful-shutdown',
    'node-graceful',
    'node-cleanup',
    'signal-exit',
    'tiny-async-pool',
    '@moleculer/*',
    'nestjs-graceful-shutdown',
    '@shipworthy/kit',
    'server-destroy',
    'http-shutdown',
    'grace-shutdown',
    'graceful-http',
    'graceful',
  ],
  words: ['SIGTERM', 'enableShutdownHooks', 'process.on', 'process.once'],
}

/** Libraries that listen for SIGTERM when called; the flag says whether they close the HTTP server themselves. */
const LIBRARIES: readonly [pattern: RegExp, closesServer: boolean][] = [
  [/^close-with-grace$/, false],
  [/^http-graceful-shutdown$/, true],
  [/^@godaddy\/terminus\.createTerminus$/, true],
  [/^lightship\.createLightship$/, true],
  [
    /^(exit-hook|async-exit-hook|death|node-cleanup|signal-exit|node-graceful|node-graceful-shutdown)(\.\w+)?(\(\))?(\.\w+)?$/,
    false,
  ],
  [/^(graceful-shutdown|express-graceful-shutdown|grace-shutdown|graceful|graceful-http)(\.\w+)?$/, true],
  [/^nestjs-graceful-shutdown\..+$/, true],
  [/^@shipworthy\/kit\/lifecycle\.runService$/, true],
]
const KIT_LIFECYCLE = /^@shipworthy\/kit\/lifecycle\.runService$/
const KIT_PART = /^@shipworthy\/kit\/lifecycle\.createLifecycle\(\)(\.add\(\))*\.add$/
/** These answer SIGTERM only when told to stop by the process manager of the framework. */
const NEST_HOOKS = /\.enableShutdownHooks$/
const FASTIFY_PLUGIN = /^fastify-graceful-shutdown$/
const REGISTERS = /^fastify\(\)\.register$/
const LISTENS = /^process\.(on|once|addListener|prependListener)$/
const STOPS = anyOf([LISTENS, NEST_HOOKS, REGISTERS, ...LIBRARIES.map(([pattern]) => pattern)])

export function deriveShutdown(program: Execution): ShutdownView {
  const handlers: StopHandler[] = []
  const otherSignals: CallEvent[] = []
  for (const event of program.matching(STOPS)) {
    if (event.force === 'off') continue
    if (LISTENS.test(event.name)) addSignal(program, event, handlers, otherSignals)
    else if (NEST_HOOKS.test(event.name))
      handlers.push({
        event,
        via: 'enableShutdownHooks()',
        calls: lifecycleCalls(program),
        closesServer: true,
        isOpen: true,
      })
    else addLibrary(program, event, handlers)
  }
  return { handlers, otherSignals }
}

function addSignal(program: Execution, event: CallEvent, handlers: StopHandler[], others: CallEvent[]): void {
  const [signal, listener] = program.evaluator.arguments(siteOf(event))
  const names = namesOf(signal)
  if (names.includes('SIGTERM') || (names.length === 0 && signal?.kind !== 'literal')) {
    if (names.length === 0 && !event.file.text.includes('SIGTERM')) return
    const calls = listener?.kind === 'function' ? program.trace(listener) : []
    handlers.push({
      event,
      via: `process.${lastName(event.name)}('SIGTERM')`,
      calls,
      closesServer: false,
      isOpen: listener?.kind !== 'function' || hasUnknownCall(calls),
    })
  } else if (names.some((name) => /^SIG(INT|HUP|QUIT|USR2)$/.test(name))) others.push(event)
}

function namesOf(value: Value | undefined): string[] {
  if (value?.kind === 'literal') return [String(value.value)]
  return value?.kind === 'alternatives' ? value.values.flatMap(namesOf) : []
}

function addLibrary(program: Execution, event: CallEvent, handlers: StopHandler[]): void {
  const args = program.evaluator.arguments(siteOf(event))
  const library = LIBRARIES.find(([pattern]) => pattern.test(event.name))
  const plugin = REGISTERS.test(event.name) && args[0]?.kind === 'external' && FASTIFY_PLUGIN.test(args[0].name)
  if (!library && !plugin) return
  const calls = [...args.flatMap(functionsIn), ...kitParts(program, event)].flatMap((fn) => program.trace(fn))
  handlers.push({
    event,
    via: plugin ? 'fastify-graceful-shutdown' : event.name,
    calls,
    closesServer: plugin || library![1],
    isOpen: hasUnknownCall(calls),
  })
}

/** What a lifecycle of @shipworthy/kit stops: the parts that were added to it. */
function kitParts(program: Execution, { name }: CallEvent): FunctionValue[] {
  if (!KIT_LIFECYCLE.test(name)) return []
  return program.matching(KIT_PART).flatMap((event) => {
    const part = event.force === 'off' ? undefined : program.evaluator.argument(siteOf(event), 0)
    const stop = part?.kind === 'record' ? part.get('stop') : undefined
    return stop?.kind === 'function' ? [stop] : []
  })
}

function functionsIn(value: Value): FunctionValue[] {
  if (value.kind === 'function') return [value]
  return value.kind === 'record'
    ? value
        .keys()
        .flatMap((key) => functionsIn(value.get(key) ?? value))
        .slice(0, 20)
    : []
}

/** A call of something only known at run time: an entry of a list, a callback that was stored. */
function hasUnknownCall(calls: readonly CallEvent[]): boolean {
  return calls.some(({ callee, call }) => {
    const isPlain = callee.kind === 'unknown' || callee.kind === 'parameter'
    return isPlain && call.kind === 'call'
  })
}

/** Methods that Nest calls on shutdown: their calls are part of it. */
function lifecycleCalls(program: Execution): CallEvent[] {
  const hooks = new Set(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'])
  return program.events.filter(({ file, call }) => hooks.has(file.functions[call.function]?.name ?? ''))
}
