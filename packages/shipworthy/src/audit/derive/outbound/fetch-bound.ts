import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { possibilities, type Value } from '../program/value.ts'
import {
  argumentState,
  firstBound,
  optionState,
  type BoundContext,
  type OptionState,
  type OutboundBound,
} from './outbound-bound.ts'

const DISPATCHERS = /^undici\.(Agent|ProxyAgent|EnvHttpProxyAgent|Pool|Client|RetryAgent)\(\)$/
const TIMEOUTS = ['headersTimeout', 'bodyTimeout', 'connectTimeout']

/** `fetch(url, { signal })`. Without a signal undici waits 300 s for headers and as long between two pieces of the body. */
export function fetchBound(context: BoundContext): OutboundBound {
  const { program, event, library, packages } = context
  const isNodeFetch = library === 'node-fetch'
  // node-fetch dropped its own option in version 3.
  const hasTimeout = isNodeFetch && (packages.major('node-fetch') ?? 2) < 3
  const keys = library === 'undici' ? ['signal', 'headersTimeout'] : hasTimeout ? ['signal', 'timeout'] : ['signal']
  const states = [argumentState(context, 1, keys), requestState(program, event)]
  if (!isNodeFetch) states.push(dispatcherState(context), globalDispatcher(program))
  return firstBound(states, isNodeFetch ? 'endless' : 'default')
}

/** `fetch(new Request(url, { signal }))`; a request that comes from elsewhere may carry a signal. */
function requestState(program: Execution, event: CallEvent): OptionState {
  const target = program.evaluator.argument(siteOf(event), 0)
  if (target?.kind === 'instance' && /(^|\.)Request\(\)$/.test(target.name)) {
    const options = target.call && program.evaluator.argument(target.call, 1)
    return optionState(program, options, ['signal'])
  }
  const isRequest = target?.kind === 'parameter' && target.path.length === 0 && /^(req|request)$/i.test(target.name)
  return { state: isRequest && event.call.args.length === 1 ? 'open' : 'none' }
}

function dispatcherState({ program, event }: BoundContext): OptionState {
  const options = program.evaluator.argument(siteOf(event), 1)
  const given = options?.kind === 'record' ? options.get('dispatcher') : undefined
  return given ? dispatcherLimits(program, given) : { state: 'none' }
}

function globalDispatcher(program: Execution): OptionState {
  const event = program.matching(/^undici\.setGlobalDispatcher$/).find(({ force }) => force === 'on')
  const given = event && program.evaluator.argument(siteOf(event), 0)
  return given ? dispatcherLimits(program, given) : { state: 'none' }
}

function dispatcherLimits(program: Execution, value: Value): OptionState {
  const makers = possibilities(value).filter((option) => option.kind === 'instance' && DISPATCHERS.test(option.name))
  const [maker] = makers
  if (maker?.kind !== 'instance' || !maker.call) return { state: 'open' }
  const options = program.evaluator.arguments(maker.call).find(({ kind }) => kind === 'record')
  return optionState(program, options, TIMEOUTS)
}

/** A path of the service itself, or of the page that the code runs in. */
export function isOwnPath(program: Execution, event: CallEvent): boolean {
  const [target] = event.call.args
  if (target === undefined) return false
  const value = program.evaluator.argument(siteOf(event), 0)
  const text = value?.kind === 'literal' ? value.value : value?.kind === 'text' ? value.parts[0] : undefined
  return (
    typeof text === 'string' && /^(\.{0,2}\/(?!\/)|data:|blob:|file:)/.test(text) && !event.name.includes('create()')
  )
}
