import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { groupBy } from '../program/group-by.ts'
import { lastName, packageOfName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { DatastoresView } from './datastores-view.ts'
import { redisOptions, type RedisOptions } from './redis-options.ts'
import { consumerRole, isRequestCommand, type RedisRole } from './redis-roles.ts'

export type RedisLibrary = 'ioredis' | 'redis'

/** What a client is used for, with where that is seen. */
export interface RedisUse {
  role: RedisRole
  event: CallEvent
}

/** A connection to Redis that the code makes by itself; libraries that open their own are not among them. */
export interface RedisClient extends RedisOptions {
  library: RedisLibrary
  event: CallEvent
  instance: Value
  uses: readonly RedisUse[]
  /** `client.on('error', …)`, also in the class that extends the library's. */
  errorListeners: readonly Pick<CallEvent, 'file' | 'call'>[]
  /** Calls that hand it to code outside the project which is not known here. */
  escapes: readonly CallEvent[]
}

export interface RedisClientsView {
  clients: readonly RedisClient[]
  /** Commands and listeners on a client of the library whose making was not seen: injected, or typed by hand. */
  loose: readonly CallEvent[]
}

const LIBRARY: Record<string, RedisLibrary> = { ioredis: 'ioredis', redis: 'redis', '@redis/client': 'redis' }
const DUPLICATES = /^(ioredis|redis\.|@redis\/client\.).*\(\)\.duplicate$/
const LISTENS = /^(on|once|addListener|prependListener)$/
/** Called on a client without being a command. */
const NO_COMMANDS =
  /^(on|once|off|addListener|prependListener|removeListener|connect|quit|disconnect|destroy|close|duplicate|then|catch|finally|defineCommand|withTypeMapping)$/

/** Every Redis client with its options, what it is used for, and who listens for its errors. */
export function deriveRedisClients(program: Execution, datastores: DatastoresView): RedisClientsView {
  const made = [...datastores.redis.map(({ event }) => event), ...duplicates(program)]
  if (made.length === 0) return { clients: [], loose: [] }
  const calls = [...new Set(Object.keys(LIBRARY).flatMap((name) => program.ofPackage(name)))].filter(
    ({ force, callee }) => force !== 'off' && callee.kind === 'external' && callee.receiver !== undefined,
  )
  const byClient = groupBy(calls, ({ callee }) => (callee.kind === 'external' ? placeOf(callee.receiver) : ''))
  const given = handedOver(program)
  const clients = made.map((event) =>
    clientOf(program, event, byClient.get(placeOfCall(event)) ?? [], given.get(placeOfCall(event)) ?? []),
  )
  return { clients, loose: (byClient.get('') ?? []).filter(({ name }) => !DUPLICATES.test(name)) }
}

function duplicates(program: Execution): CallEvent[] {
  const found = program.matching(DUPLICATES).filter(({ force }) => force !== 'off')
  return [...new Map(found.map((event) => [placeOfCall(event), event])).values()]
}

function clientOf(
  program: Execution,
  event: CallEvent,
  calls: readonly CallEvent[],
  given: readonly CallEvent[],
): RedisClient {
  const instance = program.evaluator.call(siteOf(event))
  return {
    library: /ioredis/.test(ancestry(instance, event)) ? 'ioredis' : 'redis',
    event,
    instance,
    ...redisOptions(program, event),
    uses: [...calls.flatMap(useOfCommand), ...given.flatMap((call) => useByConsumer(program, call))],
    errorListeners: [...calls.filter((call) => isErrorListener(program, call)), ...ownListeners(event)],
    escapes: given.filter((call) => consumerRole(consumerName(program, call)) === undefined),
  }
}

/** The names a client was made by; a class of the project that extends a client has that of its superclass. */
function ancestry(instance: Value, event: CallEvent): string {
  if (instance.kind === 'instance') return instance.name
  const fact = event.callee.kind === 'class' ? event.callee.file.classes[event.callee.index] : undefined
  const specifiers = event.callee.kind === 'class' ? event.callee.file.imports.map(({ specifier }) => specifier) : []
  return fact && specifiers.includes('ioredis') ? 'ioredis' : event.name
}

export function isErrorListener(program: Execution, event: CallEvent): boolean {
  if (!LISTENS.test(lastName(event.name))) return false
  const name = program.evaluator.argument(siteOf(event), 0)
  return name?.kind === 'literal' && name.value === 'error'
}

export function isCommand({ name }: Pick<CallEvent, 'name'>): boolean {
  return !NO_COMMANDS.test(lastName(name))
}

/** `this.on('error', …)` in a class that extends a client: each of its objects has it, wherever it was made. */
function ownListeners({ callee }: CallEvent): Pick<CallEvent, 'file' | 'call'>[] {
  if (callee.kind !== 'class') return []
  const { file } = callee
  const { at, end } = file.classes[callee.index]!
  const isOwn = ({ callee: called }: CallEvent['call']): boolean =>
    isNode(called) &&
    called.type === 'member' &&
    LISTENS.test(called.property) &&
    isNode(called.object) &&
    called.object.type === 'this'
  return file.calls
    .filter((call) => call.at >= at && call.end <= end && call.args[0] === 'error' && isOwn(call))
    .map((call) => ({ file, call }))
}

function useOfCommand(event: CallEvent): RedisUse[] {
  if (!isCommand(event)) return []
  const command = lastName(event.name)
  if (/^[ps]?subscribe$/i.test(command)) return [{ role: 'subscriber', event }]
  return isRequestCommand(event) ? [{ role: 'request', event }] : []
}

function useByConsumer(program: Execution, event: CallEvent): RedisUse[] {
  const role = consumerRole(consumerName(program, event))
  return role ? [{ role, event }] : []
}

/** Who gets the client: the function that is called, or the plugin that Fastify registers. */
function consumerName(program: Execution, event: CallEvent): string {
  const plugin = event.name === 'fastify().register' ? program.evaluator.argument(siteOf(event), 0) : undefined
  return plugin?.kind === 'external' ? plugin.name : event.name
}

/** Calls of packages that are given a client, by the place where the client is made. */
function handedOver(program: Execution): Map<string, CallEvent[]> {
  const found = new Map<string, CallEvent[]>()
  const seen = new Set<string>()
  for (const event of program.events) {
    const { callee, call, name } = event
    if (event.force === 'off' || callee.kind !== 'external' || !call.args.some(mayHoldClient)) continue
    if (TAKES_NO_CLIENT.test(name) || packageOfName(name) in LIBRARY) continue
    const place = placeOfCall(event)
    if (seen.has(place)) continue
    seen.add(place)
    const args = program.evaluator.arguments(siteOf(event))
    for (const key of new Set(args.flatMap((value) => placesIn(value)))) {
      found.set(key, [...(found.get(key) ?? []), event])
    }
  }
  return found
}

/** The language and the usual libraries that are called all the time. */
const TAKES_NO_CLIENT =
  /^(console|JSON|Math|Object|Array|Number|String|Promise|process|array|string|Map\(\)|Set\(\)|fs|path|zod|joi|express|express\(\)|express\.Router\(\)|mongoose|lodash|fetch|axios|winston|pino|React|react|@prisma\/client|jsonwebtoken|bcrypt(js)?|drizzle-orm)\b/

function mayHoldClient(argument: CallEvent['call']['args'][number]): boolean {
  if (!isNode(argument)) return false
  if (argument.type === 'object') return argument.entries.some(({ value }) => mayHoldClient(value))
  return /^(identifier|member|call|this|logical|conditional)$/.test(argument.type)
}

const MAX_KEYS = 40

function placesIn(value: Value, nesting = 0): string[] {
  if (value.kind === 'alternatives') return value.values.flatMap((option) => placesIn(option, nesting))
  if (value.kind === 'record' && nesting < 2) {
    return value
      .keys()
      .slice(0, MAX_KEYS)
      .flatMap((key) => placesIn(value.get(key) ?? value, nesting + 1))
  }
  // `createClient: () => client` and `sendCommand: (...args) => client.sendCommand(args)` are seen by their own calls.
  const place = placeOf(value)
  return place ? [place] : []
}

/** Where a client is made; `''` when that was not seen. */
function placeOf(value: Value | undefined): string {
  if (value?.kind === 'alternatives') return value.values.map(placeOf).find((place) => place !== '') ?? ''
  if (value?.kind !== 'instance' && value?.kind !== 'object') return ''
  if (value.kind === 'instance' && value.parent?.kind === 'object') return placeOf(value.parent)
  if (value.kind === 'instance' && !value.call) return ''
  return value.call ? `${value.call.file.path}#${value.call.call}` : ''
}

function placeOfCall({ file, callIndex }: CallEvent): string {
  return `${file.path}#${callIndex}`
}
