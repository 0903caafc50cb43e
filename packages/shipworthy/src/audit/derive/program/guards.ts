import type { Guard, SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import type { Frame } from './value.ts'

/** Whether code runs in a default production configuration. */
export type Force = 'on' | 'maybe' | 'off'

/** The conditions around a place, innermost first. */
export function guardChain(file: SourceFile, innermost: number): Guard[] {
  const chain: Guard[] = []
  for (let index = innermost; index !== -1; index = file.guards[index]!.outer) chain.push(file.guards[index]!)
  return chain
}

export interface ForceWithReason {
  force: Force
  /** The condition that keeps it from running, or that leaves it open. */
  guard?: Guard
}

/** Evaluates the conditions around a place. A `catch` block runs only sometimes; a `try` block always. */
export function forceOf(
  evaluator: Evaluator,
  file: SourceFile,
  innermost: number,
  frame: Frame | undefined,
): ForceWithReason {
  let result: ForceWithReason = { force: 'on' }
  for (const guard of guardChain(file, innermost)) {
    if (guard.kind === 'try' || guard.kind === 'loop' || guard.kind === 'after-stop' || isErrorFirst(guard)) continue
    const truth = guard.test === undefined ? undefined : evaluator.truth(evaluator.evaluate(file, guard.test, frame))
    if (truth === undefined) {
      if (result.force === 'on') result = { force: 'maybe', guard }
    } else if (truth !== guard.holds) return { force: 'off', guard }
  }
  return result
}

/** `(err, db) => { if (err) return …; … }`: the code after it is the ordinary case. */
function isErrorFirst({ test, holds }: Guard): boolean {
  return !holds && typeof test === 'object' && test?.type === 'identifier' && /^(e|err|error|_?ex)$/i.test(test.name)
}

export function weaker(a: Force, b: Force): Force {
  if (a === 'off' || b === 'off') return 'off'
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'on'
}
