import type { Expression } from '../../facts/expression.ts'
import type { CallEvent } from '../execution/call-event.ts'
import { isNode } from '../program/file-index.ts'
import type { Value } from '../program/value.ts'
import { argumentState, firstBound, optionState, type BoundContext, type OutboundBound } from './outbound-bound.ts'

/** `superagent.get(url).timeout(5000)`. */
export function chainBound({ event, program }: BoundContext): OutboundBound {
  const isSet = callsOn(event).some((property) => property === 'timeout' || property === 'abort')
  const isLater = program.matching(/^superagent\b.*\.timeout$/).some(({ callee }) => startsAt(callee, event))
  return { state: isSet || isLater ? 'bounded' : 'endless' }
}

/** Options stand in different places of `http.request`; the request it gives takes a timeout too. */
export function httpRequestBound(context: BoundContext): OutboundBound {
  const { event, program } = context
  const isSet = callsOn(event).includes('setTimeout')
  const isLater = program
    .matching(/^(follow-redirects\.)?https?\.(request|get)\(\)(\..*)?\.(setTimeout|on|once)$/)
    .some(
      ({ callee, name, call }) =>
        startsAt(callee, event) && (name.endsWith('setTimeout') || call.args[0] === 'timeout'),
    )
  return isSet || isLater ? { state: 'bounded' } : recordsBound(context, ['timeout', 'signal'])
}

/** request and needle: any argument may be the options. */
export function optionsAnywhereBound(context: BoundContext): OutboundBound {
  const { program, event } = context
  const keys = ['timeout', 'response_timeout', 'read_timeout', 'signal']
  const defaults = program
    .matching(/^needle\.defaults$/)
    .some((set) =>
      set.call.args.some(
        (argument) => optionState(program, program.evaluator.evaluate(set.file, argument), keys).state === 'set',
      ),
    )
  if (defaults && event.name.startsWith('needle')) return { state: 'bounded' }
  for (let current: Value | undefined = event.callee; current;) {
    if (current.kind === 'instance' && current.call) {
      const [options] = program.evaluator.arguments(current.call)
      if (optionState(program, options, keys).state !== 'none')
        return firstBound([optionState(program, options, keys)], 'endless')
      current = current.parent
    } else current = current.kind === 'external' ? current.receiver : undefined
  }
  return recordsBound(context, keys)
}

function recordsBound(context: BoundContext, keys: readonly string[]): OutboundBound {
  const states = context.event.call.args.flatMap((argument, index) =>
    isNode(argument) && argument.type === 'function' ? [] : [argumentState(context, index, keys)],
  )
  const isSet = states.find(({ state }) => state === 'set')
  if (isSet) return firstBound([isSet], 'endless')
  // The first argument is an address more often than options; an unknown one alone says nothing.
  const isOpen = states.some(({ state }, index) => state === 'open' && (index > 0 || isPlainOptions(context)))
  return { state: isOpen ? 'open' : 'endless' }
}

function isPlainOptions({ event }: BoundContext): boolean {
  const [first] = event.call.args
  return (
    isNode(first) && (first.type === 'object' || (first.type === 'identifier' && /opt|conf|param/i.test(first.name)))
  )
}

/** `this.http.get(url).pipe(timeout(5000))` of RxJS. */
export function endsInPipe({ file, call }: CallEvent): boolean {
  return file.calls.some(({ callee, at, end }) => {
    if (!isNode(callee) || callee.type !== 'member' || callee.property !== 'pipe') return false
    if (!chainCalls(callee.object, file).includes(call)) return false
    return /\btimeout(With)?\s*\(/.test(file.text.slice(at, end))
  })
}

/** Names of the methods that are called on the result of a call, in one chain. */
function callsOn({ file, call }: CallEvent): string[] {
  return file.calls.flatMap(({ callee }) =>
    isNode(callee) && callee.type === 'member' && chainCalls(callee.object, file).includes(call)
      ? [callee.property]
      : [],
  )
}

/** The calls of a chain such as `get(url).set(…)`, outermost first. */
function chainCalls(expression: Expression, file: CallEvent['file']): CallEvent['call'][] {
  const calls: CallEvent['call'][] = []
  let current: Expression = expression
  while (isNode(current) && (current.type === 'member' || current.type === 'call')) {
    if (current.type === 'member') current = current.object
    else {
      const call: CallEvent['call'] = file.calls[current.call]!
      calls.push(call)
      current = call.callee
    }
  }
  return calls
}

/** Whether a value was derived from what a call returned. */
function startsAt(value: Value, { file, callIndex }: CallEvent): boolean {
  let current: Value | undefined = value
  for (let step = 0; step < 12 && current; step++) {
    if (current.kind === 'external') current = current.receiver
    else if (current.kind === 'instance') {
      if (current.call?.file === file && current.call.call === callIndex) return true
      current = current.parent
    } else break
  }
  return false
}
