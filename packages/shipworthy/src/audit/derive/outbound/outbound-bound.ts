import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { PackagesView } from '../packages-view.ts'
import { laterProperties } from '../program/later-properties.ts'
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
  const [later] = keys.flatMap((key) => laterProperties(program.evaluator, value, key))
  if (later) return { state: 'set', site: { file: later.file, at: later.assignment.at } }
  return { state: value.open() ? 'open' : 'none' }
}

/** The same for an argument. */
export function argumentState({ program, event }: BoundContext, index: number, keys: readonly string[]): OptionState {
  if (index >= event.call.args.length) return { state: 'none' }
  return optionState(program, program.evaluator.argument(siteOf(event), index), keys)
}

/** The first that decides: what is set nearest to the call, else what is open, else what holds by default. */
export function firstBound(states: readonly OptionState[], otherwise: OutboundBound['state']): OutboundBound {
  for (const { state, site } of states) {
    if (state === 'set') return { state: 'bounded', ...(site && { site }) }
    if (state === 'open') return { state: 'open' }
  }
  return { state: otherwise }
}
