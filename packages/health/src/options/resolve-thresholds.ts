import type { Threshold, Thresholds } from '../model/threshold.ts'
import { readNumber, readOneOf, refuse } from './read-option.ts'

const SIDES = ['above', 'below'] as const
const NUMBERS = ['warning', 'critical', 'clear', 'warningForMs', 'criticalForMs'] as const

/** Refuses limits that contradict each other: they would never, or always, be reached. */
export function resolveThresholds(thresholds: Thresholds, path: string): Thresholds {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(thresholds).map(([name, threshold]) => [name, resolve(threshold, `${path}.${name}`)]),
    ),
  )
}

function resolve(threshold: Threshold, path: string): Threshold {
  if (typeof threshold !== 'object' || threshold === null) refuse(path, 'an object such as { warning: 80 }', threshold)
  for (const key of NUMBERS) if (threshold[key] !== undefined) readNumber(threshold[key], `${path}.${key}`)
  const when = readOneOf(threshold.when ?? 'above', SIDES, `${path}.when`)
  const { warning, critical, clear } = threshold
  if (warning === undefined && critical === undefined) refuse(path, 'a limit `warning` or `critical`', threshold)
  const isBefore = (a: number, b: number): boolean => (when === 'above' ? a <= b : a >= b)
  if (warning !== undefined && critical !== undefined && !isBefore(warning, critical))
    refuse(`${path}.critical`, `a limit ${when} warning (${warning})`, critical)
  const first = warning ?? critical
  if (clear !== undefined && first !== undefined && !isBefore(clear, first))
    refuse(`${path}.clear`, `a limit on the healthy side of ${first}`, clear)
  return Object.freeze({ ...threshold })
}
