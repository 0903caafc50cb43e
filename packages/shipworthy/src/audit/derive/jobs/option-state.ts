import { literal, possibilities, type Value } from '../program/value.ts'

/** Whether options name a setting: `open` when part of them is not known. */
export type OptionState = 'set' | 'unset' | 'open'

export const NOTHING: Value = literal(undefined)

export function isNothing(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'literal' && value.value === undefined)
}

/** The state of one setting; a value that `isOff` accepts is as good as none. */
export function optionState(
  options: Value | undefined,
  key: string,
  isOff: (value: Value) => boolean = isNothing,
): OptionState {
  if (!options || isNothing(options)) return 'unset'
  if (options.kind === 'alternatives')
    return together(possibilities(options).map((value) => optionState(value, key, isOff)))
  if (options.kind === 'literal') return 'unset'
  if (options.kind !== 'record') return 'open'
  const value = options.get(key)
  if (value === undefined) return options.open() ? 'open' : 'unset'
  return together(possibilities(value).map((option) => (isOff(option) ? 'unset' : 'set')))
}

function together(states: readonly OptionState[]): OptionState {
  return states.every((state) => state === states[0]) ? (states[0] ?? 'open') : 'open'
}

/** A member of options that may be absent or not known. */
export function optionValue(options: Value | undefined, key: string): Value {
  if (!options || isNothing(options)) return NOTHING
  if (options.kind === 'alternatives')
    return { kind: 'alternatives', values: options.values.map((value) => optionValue(value, key)) }
  if (options.kind !== 'record') return { kind: 'unknown', why: 'options from elsewhere' }
  return options.get(key) ?? (options.open() ? { kind: 'unknown', why: 'options from elsewhere' } : NOTHING)
}
