import type { Expression } from '../../facts/expression.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import { siteOf, type Callback, type CallEvent } from '../execution/call-event.ts'
import { findFrame } from '../program/evaluate-binding.ts'
import { isNode } from '../program/file-index.ts'
import type { CallSite } from '../program/value.ts'
import type { Path } from './access.ts'
import { decoratedParameter } from './decorated-parameters.ts'
import { CONSTANT, fromRequest, gravest, unclear, withStep, type Origin } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'
import { enteredInto, placeInside, placeOfCall, type Place } from './place.ts'
import { isRequestCaller, requestPart, SOCKET_SERVERS } from './request-data.ts'
import { isValidatedBefore } from './validated-before.ts'

/** Key of `...args` in the path of a rest parameter. */
const REST = '...'

interface Parameter {
  file: SourceFile
  binding: Binding
  /** Position among the parameters. */
  index: number
  path: Path
}

/** A parameter holds what the callers give: one call that led here, or every call that was seen. */
export function traceParameter(tracer: OriginTracer, binding: Binding, path: Path, place: Place): Origin {
  const { file } = place
  const { function: owner, parameter: index = 0 } = binding
  const parameter: Parameter = { file, binding, index, path: [...(binding.path ?? []), ...path] }
  const entered = enteredInto(place, file, owner)
  if (entered) return traceArgument(tracer, entered.site, parameter, entered.place)
  const known =
    decoratedParameter(tracer, file, binding, path) ?? traceItem(tracer, parameter, placeInside(place, owner))
  return known ?? gravest(traceCallers(tracer, parameter, place))
}

function* traceCallers(tracer: OriginTracer, parameter: Parameter, place: Place): Iterable<Origin> {
  const { file, binding } = parameter
  const calls = tracer.callers.calls(file, binding.function)
  const callbacks = tracer.callers.callbacks(file, binding.function)
  for (const event of calls) {
    const site = siteOf(event)
    yield traceArgument(tracer, site, parameter, placeOfCall(site))
  }
  for (const callback of callbacks) yield calledBack(tracer, callback, parameter)
  if (calls.length + callbacks.length === 0) yield calledByConvention(parameter, place)
}

function traceArgument(tracer: OriginTracer, site: CallSite, { index, path }: Parameter, place: Place): Origin {
  const { file } = site
  const { args, nameAt, callee } = file.calls[site.call]!
  // `fn.call(self, first)`
  const at = isNode(callee) && callee.type === 'member' && callee.property === 'call' ? index + 1 : index
  const inside = { ...placeOfCall(site), ...(place.entered && { entered: place.entered }) }
  const isRest = path[0] === REST
  const found = isRest
    ? gravest(args.slice(at).map((argument) => tracer.trace(argument, path.slice(2), inside)))
    : traceAt(tracer, args, at, path, inside)
  return withStep(found, { file, at: nameAt, note: 'handed on' })
}

/** The argument at a position, or the item of the list that is spread over it. */
function traceAt(tracer: OriginTracer, args: readonly Expression[], at: number, path: Path, place: Place): Origin {
  const spread = args.findIndex((argument) => isNode(argument) && argument.type === 'spread')
  if (spread === -1 || spread > at) return tracer.trace(args[at], path, place)
  return tracer.trace(args[spread], [String(at - spread), ...path], place)
}

const ITERATES = /^(map|forEach|filter|find|some|every|flatMap|then|tap|each)$/

/** The item that `list.map((item) => …)` or `promise.then((value) => …)` gives. */
function traceItem(tracer: OriginTracer, { file, binding, index, path }: Parameter, place: Place): Origin | undefined {
  const use = tracer.callers.givenTo(file, binding.function)
  if (!use) return undefined
  const { callee, function: owner, guard, kind } = file.calls[use.call]!
  if (kind !== 'call' || !isNode(callee) || callee.type !== 'member') return undefined
  const outer = { ...placeInside(place, owner), guard }
  if (callee.property === 'reduce') {
    return index === 1 ? tracer.trace(callee.object, [null, ...path], outer) : unclear('it is gathered in a loop')
  }
  if (!ITERATES.test(callee.property) || use.argument !== 0) return undefined
  if (index > 0) return index === 1 ? CONSTANT : undefined
  return tracer.trace(callee.object, callee.property === 'then' ? path : [null, ...path], outer)
}

/** A function that something outside the project calls back. */
function calledBack(tracer: OriginTracer, callback: Callback, { file, binding, index, path }: Parameter): Origin {
  const { event } = callback
  const { name } = event
  const { parameters } = file.functions[binding.function]!
  const part = requestPart({ caller: name, parameters, index, path }) ?? messagePart(event, index)
  if (part) {
    if (event.force !== 'on' || event.phase === 'unseen') return unclear('its route is not surely in force')
    if (isValidatedBefore(tracer, callback))
      return unclear('what a validator in front of the route lets through was not followed')
    return fromRequest({
      file,
      at: binding.at,
      note: `from the request: ${[binding.path ? undefined : binding.name, part].filter(Boolean).join('.')}`,
    })
  }
  if (isRequestCaller(name)) return unclear(`what sets ${[binding.name, ...path].join('.')} was not followed`)
  return unclear(`it is what ${name.replace(/^\?\.?/, '')} calls back with`)
}

/** `socket.on('message', (text) => …)` and `req.on('data', (chunk) => …)`. */
function messagePart({ callee, name }: CallEvent, index: number): string | undefined {
  if (callee.kind !== 'parameter' || !/\.(on|once)$/.test(name) || index > 2 || !callee.caller) return undefined
  if (SOCKET_SERVERS.test(callee.caller)) return 'a message of the socket'
  return undefined
}

/** Exports that a framework calls by their name. */
function calledByConvention({ file, binding, index, path }: Parameter, place: Place): Origin {
  const fact = file.functions[binding.function]!
  const caller = findFrame(place.frame, file, binding.function)?.caller
  const part = caller && requestPart({ caller, parameters: fact.parameters, index, path })
  if (part) return fromRequest({ file, at: binding.at, note: `from the request: ${part}` })
  return unclear(`nobody was seen to call ${fact.name ?? 'the function it is given to'}`)
}
