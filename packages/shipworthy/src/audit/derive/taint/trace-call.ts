import type { Expression } from '../../facts/expression.ts'
import type { Call } from '../../facts/source.ts'
import { isNode } from '../program/file-index.ts'
import { lastName } from '../program/names.ts'
import { possibilities, type CallSite, type FunctionValue, type Value } from '../program/value.ts'
import { accessOf, isRooted, type Path } from './access.ts'
import { takesAnything } from './checks.ts'
import { callEffect, ignoresQuotes, keepsOnly } from './library-calls.ts'
import { CONSTANT, gravest, lazily, type Origin, readAt, unclear, withStep } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'
import type { Place } from './place.ts'
import { fieldKind, isParse, pathInInput } from './validated-fields.ts'

const MAX_NESTING = 12

export function traceCall(tracer: OriginTracer, index: number, path: Path, place: Place): Origin {
  const { file, frame } = place
  const call = file.calls[index]!
  if (call.kind === 'require' || call.kind === 'import') return CONSTANT
  const site: CallSite = { file, call: index, frame }
  if (call.kind === 'tag') return traceTagged(tracer, call, site, place)
  const callees = possibilities(tracer.evaluator.callee(site))
  return gravest(lazily(callees, (callee) => traceResult(tracer, { callee, call, site }, path, place)))
}

interface Called {
  callee: Value
  call: Call
  site: CallSite
}

function traceResult(tracer: OriginTracer, called: Called, path: Path, place: Place): Origin {
  const { callee, call } = called
  if (callee.kind === 'function') return traceReturns(tracer, callee, called, path, place)
  if (callee.kind === 'class') return unclear('it hangs on an object of the project')
  const name = nameOf(callee, call)
  if (isParse(name)) return traceParsed(tracer, callee, called, name, path, place)
  switch (callEffect(name, lastName(name), tracer.language)) {
    case 'constant':
    case 'escaped':
      return CONSTANT
    case 'arguments':
      return traceArguments(tracer, name, call.args, path, place)
    case 'receiver':
      return traceReceiver(tracer, call, path, place)
    case 'replaces':
      return traceReplaced(tracer, call, place)
    case 'matches':
      return traceMatched(tracer, call, place)
    case 'maps':
      return traceMapped(tracer, call, path, place)
    case 'unknown':
      return traceUnknown(tracer, call, name, path, place)
  }
}

function nameOf(callee: Value, { callee: written }: Call): string {
  if (callee.kind === 'external' || callee.kind === 'instance') return callee.name
  if (isNode(written) && written.type === 'member') return `?.${written.property}`
  return isNode(written) && written.type === 'identifier' ? `?${written.name}` : '?'
}

/** Tags of query builders bind their values; other tags are taken for what they are called. */
function traceTagged(tracer: OriginTracer, { args }: Call, site: CallSite, place: Place): Origin {
  const tag = tracer.evaluator.callee(site)
  const name = nameOf(tag, site.file.calls[site.call]!)
  const isPlain = /^(String\.raw|dedent|outdent|common-tags\.\w+|ts-dedent(\.\w+)?)$/.test(name)
  const [template] = args
  if (isPlain && isNode(template) && template.type === 'template')
    return gravest(lazily(template.values, (value) => tracer.trace(value, [], place)))
  return CONSTANT
}

/** Into a function of the project and out by what it returns. */
function traceReturns(tracer: OriginTracer, fn: FunctionValue, called: Called, path: Path, place: Place): Origin {
  const { evaluator } = tracer
  const { site, call } = called
  const { returns, name } = fn.file.functions[fn.index]!
  let nesting = 0
  for (let current = place.entered; current; current = current.place.entered) {
    if (current.file === fn.file && current.function === fn.index) return CONSTANT
    nesting++
  }
  if (nesting > MAX_NESTING) return unclear('calls nest too deeply')
  const frame = evaluator.enter(fn, evaluator.passed(site), evaluator.callId(site), place.frame)
  const entered = { file: fn.file, function: fn.index, site, place }
  const origin = gravest(
    lazily(returns, ({ value, guard }) =>
      evaluator.force(fn.file, guard, frame).force === 'off'
        ? CONSTANT
        : tracer.trace(value, path, { file: fn.file, function: fn.index, frame, guard, tests: [], entered }),
    ),
  )
  if (origin.kind === 'request' && ESCAPING_NAME.test(name ?? ''))
    return unclear(`what ${name} makes of it was not followed`)
  return withStep(origin, { file: site.file, at: call.nameAt, note: `through ${name ?? 'a function'}` })
}

const ESCAPING_NAME = /escape|sanit|quote|clean|safe|valid|whitelist|allow/i

function traceParsed(
  tracer: OriginTracer,
  callee: Value,
  { call }: Called,
  name: string,
  path: Path,
  place: Place,
): Origin {
  const receiver = callee.kind === 'external' ? callee.receiver : undefined
  const inner = pathInInput(name, path)
  const input = isFunctional(name) && call.args.length > 1 ? call.args[1] : call.args[0]
  const schema =
    isFunctional(name) && call.args[0] !== undefined
      ? tracer.evaluator.evaluate(place.file, call.args[0], place.frame)
      : receiver
  const kind = fieldKind(tracer.evaluator, schema, inner)
  if (kind === 'narrow') return CONSTANT
  const origin = tracer.trace(input, inner, place)
  if (kind === 'text' || origin.kind !== 'request')
    return withStep(origin, { file: place.file, at: call.nameAt, note: 'validated as any text' })
  return unclear('what its schema lets through was not followed')
}

function isFunctional(name: string): boolean {
  return name.startsWith('valibot') || name.startsWith('superstruct')
}

function traceArguments(
  tracer: OriginTracer,
  name: string,
  args: readonly Expression[],
  path: Path,
  place: Place,
): Origin {
  const isObject = /^(Object\.(assign|freeze)|Promise|structuredClone|lodash)/.test(name)
  const inner = isObject ? path : []
  const picked = /lodash(\.|\/)(get|pick|omit)$/.test(name) ? args.slice(0, 1) : args
  return gravest(
    lazily(picked, (argument) => tracer.trace(argument, /(values|entries)$/.test(name) ? [null] : inner, place)),
  )
}

function traceReceiver(tracer: OriginTracer, { callee, args, at }: Call, path: Path, place: Place): Origin {
  const object = receiverOf(callee)
  if (object === undefined) return unclear('it is made by code that is not looked into')
  const method = isNode(callee) && callee.type === 'member' ? callee.property : ''
  if (method === 'filter' && keepsListed(args[0], place)) return CONSTANT
  if (method === 'concat') return gravest(lazily([object, ...args], (part) => tracer.trace(part, path, place)))
  const inner = method === 'then' || method === 'catch' || method === 'finally' ? path : LISTS.test(method) ? path : []
  if (method === 'then' && isNode(args[0]) && args[0].type === 'function')
    return traceMapped(tracer, { callee, args, at } as Call, path, place)
  const whole = ITEM.test(method) ? [null, ...path] : method === 'join' ? [null] : inner
  return readAt(tracer.trace(object, whole, place), place.file, at)
}

/** Methods of a list that give a list. */
const LISTS = /^(filter|reverse|sort|toSorted|toReversed|flat)$/
const ITEM = /^(find|at|shift|pop)$/

function receiverOf(callee: Expression): Expression | undefined {
  return isNode(callee) && callee.type === 'member' ? callee.object : undefined
}

/** `fields.filter((field) => ALLOWED.includes(field))` */
function keepsListed(callback: Expression | undefined, { file }: Place): boolean {
  if (!isNode(callback) || callback.type !== 'function') return false
  return file.functions[callback.function]!.returns.some(({ value }) => {
    if (!isNode(value) || value.type !== 'call') return false
    const { callee } = file.calls[value.call]!
    return isNode(callee) && callee.type === 'member' && /^(includes|has|hasOwnProperty|test)$/.test(callee.property)
  })
}

function traceReplaced(tracer: OriginTracer, { callee, args }: Call, place: Place): Origin {
  const object = receiverOf(callee)
  const [pattern, replacement] = args
  const origin = gravest(
    lazily([object, replacement], (part) =>
      isNode(part) && part.type === 'function'
        ? unclear('a function replaces parts of it')
        : tracer.trace(part, [], place),
    ),
  )
  if (origin.kind !== 'request') return origin
  const text =
    typeof pattern === 'string'
      ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : isNode(pattern) && pattern.type === 'regexp'
        ? pattern.pattern
        : undefined
  if (text !== undefined && keepsOnly(text)) return CONSTANT
  return text !== undefined && ignoresQuotes(text, tracer.language) ? origin : unclear('characters of it are replaced')
}

/** `text.match(/name=(.*)/)[1]` */
function traceMatched(tracer: OriginTracer, { callee, args }: Call, place: Place): Origin {
  const origin = tracer.trace(receiverOf(callee), [], place)
  const pattern = tracer.evaluator.evaluate(place.file, args[0], place.frame)
  if (origin.kind !== 'request' || (pattern.kind === 'pattern' && takesAnything(pattern.pattern))) return origin
  return unclear('the pattern that is cut out of it was not followed')
}

/** `list.map((item) => …)`: what the function returns for an item. */
function traceMapped(tracer: OriginTracer, { callee, args }: Call, path: Path, place: Place): Origin {
  const object = receiverOf(callee)
  const [callback, initial] = args
  const isPromise = isNode(callee) && callee.type === 'member' && callee.property === 'then'
  if (isNode(callback) && callback.type === 'function') {
    const { function: index } = callback
    const inside = { ...place, function: index, tests: [] }
    const rest = isPromise ? path : path.slice(1)
    return gravest(
      (function* origins() {
        if (initial !== undefined && !isPromise) yield tracer.trace(initial, [], place)
        yield* lazily(place.file.functions[index]!.returns, ({ value, guard }) =>
          tracer.trace(value, rest, { ...inside, guard }),
        )
      })(),
    )
  }
  // `list.map(Number)`, `list.map(mysql.escape)`
  const value = callback === undefined ? undefined : tracer.evaluator.evaluate(place.file, callback, place.frame)
  const effect = value?.kind === 'external' ? callEffect(value.name, lastName(value.name), tracer.language) : 'unknown'
  if (effect === 'constant' || effect === 'escaped') return CONSTANT
  const origin = tracer.trace(object, [null], place)
  return effect === 'arguments' || origin.kind !== 'request' ? origin : unclear('what it is mapped by was not followed')
}

/** A method of the request, such as `c.req.query('name')`; of anything else only what is constant stays so. */
function traceUnknown(tracer: OriginTracer, call: Call, name: string, path: Path, place: Place): Origin {
  const { callee, args } = call
  if (isNode(callee) && callee.type === 'member') {
    const { root, keys } = accessOf(place.file, callee.object, true)
    if (isRooted(root)) {
      const origin = tracer.trace(root, [...keys, `${callee.property}()`, ...path], place)
      if (origin.kind === 'request') return readAt(origin, place.file, callee.at)
    }
  }
  const parts = [...(receiverOf(callee) === undefined ? [] : [receiverOf(callee)!]), ...args]
  const isConstant = parts.every((part) => tracer.trace(part, [], place).kind === 'constant')
  const isKnown = !name.startsWith('?')
  return isConstant && isKnown && !READS.test(name)
    ? CONSTANT
    : unclear(`what ${name.replace(/^\?\.?/, '')} gives was not followed`)
}

/** Results that hold more than the arguments say: rows, files, answers of other services. */
const READS = /(query|find|get|fetch|read|load|all|one|many|exec|execute|request|receive|select)\w*$/i
