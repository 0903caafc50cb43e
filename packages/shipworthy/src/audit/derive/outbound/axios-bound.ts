import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { lastName } from '../program/names.ts'
import type { InstanceValue, Value } from '../program/value.ts'
import { endsInPipe } from './chain-bound.ts'
import {
  argumentState,
  firstBound,
  optionState,
  type AxiosDefault,
  type BoundContext,
  type OptionState,
  type OutboundBound,
} from './outbound-bound.ts'

const KEYS = ['timeout', 'signal', 'cancelToken']
/** Where the configuration stands among the arguments. */
const WITH_BODY = /^(post|put|patch|postForm|putForm|patchForm)$/
const WITHOUT_BODY = /^(get|delete|head|options)$/

/** axios has no timeout by default; it is set on the call, on the instance, or on `axios.defaults`. */
export function axiosBound(context: BoundContext): OutboundBound {
  return firstBound([callState(context), instanceState(context), globalDefaults(context)], 'endless')
}

function callState(context: BoundContext): OptionState {
  const method = lastName(context.event.name)
  if (WITH_BODY.test(method)) return argumentState(context, 2, KEYS)
  if (WITHOUT_BODY.test(method)) return argumentState(context, 1, KEYS)
  const states = [argumentState(context, 1, KEYS), argumentState(context, 0, KEYS)]
  return (
    states.find(({ state }) => state === 'set') ?? states.find(({ state }) => state === 'open') ?? { state: 'none' }
  )
}

/** What `axios.create` was given, and what was assigned to `instance.defaults.timeout`. */
function instanceState({ program, event, shared }: BoundContext): OptionState {
  const instance = instanceOf(event.callee)
  if (!instance) return { state: 'none' }
  if (!instance.call) return { state: 'open' }
  const created = optionState(program, program.evaluator.argument(instance.call, 0), ['timeout', 'signal'])
  if (created.state !== 'none') return created
  const later = shared.axiosDefaults().find(({ owner }) => owner.kind === 'instance' && owner.id === instance.id)
  if (later) return { state: 'set', site: later.site }
  return { state: isIntercepted(program, instance) ? 'open' : 'none' }
}

function instanceOf(callee: Value): InstanceValue | undefined {
  if (callee.kind === 'instance') return callee
  return callee.kind === 'external' && callee.receiver?.kind === 'instance' ? callee.receiver : undefined
}

function globalDefaults({ program, shared }: BoundContext): OptionState {
  const found = shared.axiosDefaults().find(({ owner }) => owner.kind === 'external' && owner.name === 'axios')
  if (found) return { state: 'set', site: found.site }
  const isIntercepting = program.matching(/^axios\.interceptors\.request\.use$/).some(setsTimeout)
  return { state: isIntercepting ? 'open' : 'none' }
}

/** `axios.defaults.timeout = 5000` and the same of an instance, in any file that was read. */
export function axiosDefaults(program: Execution): AxiosDefault[] {
  return program.evaluator.sources.parsed().flatMap((file) =>
    file.assignments.flatMap(({ target, at }) => {
      if (!isNode(target) || target.type !== 'member' || target.property !== 'timeout') return []
      const { object } = target
      if (!isNode(object) || object.type !== 'member' || object.property !== 'defaults') return []
      return [{ owner: program.evaluator.evaluate(file, object.object), site: { file, at } }]
    }),
  )
}

/** A request interceptor may set a timeout for every call. */
function isIntercepted(program: Execution, instance: InstanceValue): boolean {
  return program
    .matching(/^axios\.create\(\)\.interceptors\.request\.use$/)
    .some((event) => setsTimeout(event) && chainStartsAt(event.callee, instance.id))
}

function setsTimeout({ file, call }: CallEvent): boolean {
  return /\b(timeout|signal)\b/.test(file.text.slice(call.at, call.end))
}

function chainStartsAt(value: Value, id: string): boolean {
  for (let current: Value | undefined = value; current?.kind === 'external'; current = current.receiver) {
    if (current.receiver?.kind === 'instance') return current.receiver.id === id
  }
  return false
}

/** Nest's HttpService is an axios instance that HttpModule configures. */
export function nestHttpBound(context: BoundContext): OutboundBound {
  const { program, event } = context
  if (endsInPipe(event)) return { state: 'bounded' }
  const modules = program.matching(/^@nestjs\/axios\.HttpModule\.(register|registerAsync)$/)
  const states = modules.map((module): OptionState => {
    if (module.name.endsWith('Async')) return { state: 'open' }
    return optionState(program, program.evaluator.argument(siteOf(module), 0), ['timeout', 'signal'])
  })
  const registered = states.find(({ state }) => state !== 'none')
  return firstBound([callState(context), registered ?? { state: 'none' }, globalDefaults(context)], 'endless')
}
