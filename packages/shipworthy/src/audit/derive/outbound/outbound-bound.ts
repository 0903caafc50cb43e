import { isNode } from '../program/file-index.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { PackagesView } from '../packages-view.ts'
import { possibilities, type Site, type Value } from '../program/value.ts'

/**
 * What ends the wait for an answer: a limit that the code sets, only the library's default of 300 s, nothing, or something
 * that is not known.
 */
export interface OutboundBound {
  state: 'bounded' | 'default' | 'endless' | 'open'
  site?: Site
}

export interface BoundContext {
  program: Execution
  packages: PackagesView
  event: CallEvent
  library: string
  shared: SharedDefaults
}

/** What is the same for all calls of a program, found when the first one asks. */
export interface SharedDefaults {
  axiosDefaults: () => readonly AxiosDefault[]
}

/** A timeout that is assigned to the defaults of axios, or of an instance of it. */
export interface AxiosDefault {
  owner: Value
  site: Site
}

/** Whether options set one of these keys; `none` when it is known that they do not. */
export type OptionState = { state: 'set' | 'none' | 'open'; site?: Site }

export function optionState(program: Execution, value: Value | undefined, keys: readonly string[]): OptionState {
  if (!value) return { state: 'none' }
  const states = possibilities(value).map((option) => stateOf(program, option, keys))
  const [first] = states
  return states.every(({ state }) => state === first!.state) ? first! : { state: 'open' }
}

function stateOf(program: Execution, value: Value, keys: readonly string[]): OptionState {
  if (value.kind === 'literal' || value.kind === 'text' || value.kind === 'environment') return { state: 'none' }
  if (value.kind !== 'record') return { state: 'open' }
  for (const key of keys) {
    const found = value.get(key)
    // What only a deployment can say is no promise, nor is a parameter that the caller may leave out.
    if (found?.kind === 'parameter' || (found?.kind === 'environment' && !found.fallback)) return { state: 'open' }
    if (!found || program.evaluator.truth(found) === false) continue
    const site = value.siteOf(key)
    return { state: 'set', ...(site && { site }) }
  }
  return { state: value.open() ? 'open' : 'none' }
}

/** The same for an argument, with the properties that are given to it later: `options.signal = …`. */
export function argumentState(context: BoundContext, index: number, keys: readonly string[]): OptionState {
  const { program, event } = context
  const argument = event.call.args[index]
  if (argument === undefined) return { state: 'none' }
  const value = program.evaluator.argument(
    { file: event.file, call: event.callIndex, ...(event.frame && { frame: event.frame }) },
    index,
  )
  const found = optionState(program, value, keys)
  if (found.state === 'set' || !isNode(argument) || argument.type !== 'identifier') return found
  const { binding, propertyAssignments } = program.evaluator.index(event.file)
  const holder = binding(argument.name, argument.at)
  const later = holder && keys.flatMap((key) => propertyAssignments(holder, key))[0]
  return later ? { state: 'set', site: { file: event.file, at: later.at } } : found
}

/** The first that decides: what is set nearest to the call, else what is open, else what holds by default. */
export function firstBound(states: readonly OptionState[], otherwise: OutboundBound['state']): OutboundBound {
  for (const { state, site } of states) {
    if (state === 'set') return { state: 'bounded', ...(site && { site }) }
    if (state === 'open') return { state: 'open' }
  }
  return { state: otherwise }
}
