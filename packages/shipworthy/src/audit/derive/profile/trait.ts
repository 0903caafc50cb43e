import { lineAndColumn } from '../../facts/position.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { ProfileEntry } from '../../model/report.ts'
import type { Force } from '../program/force.ts'

/** One thing the service was found to have. */
export type Trait = ProfileEntry['values'][number]

const STATES: Record<Force, Trait['state']> = { on: 'on', maybe: 'unknown', off: 'off' }
const STRENGTH: Record<Trait['state'], number> = { on: 2, unknown: 1, off: 0 }

/** A trait seen in a source. The reason is for what is not in force, or may not be. */
export function traitAt(
  text: string,
  force: Force,
  { file, at }: { file: SourceFile; at: number },
  reason?: string,
): Trait {
  const state = STATES[force]
  const { line } = lineAndColumn(file.lineStarts, at)
  return { text, file: file.path, line, state, ...(reason && state !== 'on' && { reason }) }
}

/** A trait that a settings file states. */
export function settingTrait(text: string, file: string, line?: number): Trait {
  return { text, file, ...(line !== undefined && { line }), state: 'on' }
}

/** What is said twice is said once, as strongly as it is said anywhere. */
export function mergeTraits(traits: readonly Trait[]): Trait[] {
  const merged = new Map<string, Trait>()
  for (const trait of traits) {
    const before = merged.get(trait.text)
    if (!before || STRENGTH[trait.state] > STRENGTH[before.state]) merged.set(trait.text, trait)
  }
  return [...merged.values()]
}
