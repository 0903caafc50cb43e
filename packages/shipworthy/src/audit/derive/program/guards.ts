import type { Expression } from '../../facts/expression.ts'
import type { Guard, SourceFile } from '../../facts/source.ts'
import { isNode } from './file-index.ts'
import type { Evaluator } from './evaluator.ts'
import type { Force, ForceWithReason } from './force.ts'
import type { Frame } from './value.ts'

/** The conditions around a place, innermost first. */
export function guardChain(file: SourceFile, innermost: number): Guard[] {
  const chain: Guard[] = []
  for (let index = innermost; index !== -1; index = file.guards[index]!.outer) chain.push(file.guards[index]!)
  return chain
}

/** Evaluates the conditions around a place. A `catch` block runs only sometimes; a `try` block always. */
export function forceOf(
  evaluator: Evaluator,
  file: SourceFile,
  innermost: number,
  frame: Frame | undefined,
): ForceWithReason {
  const guard = file.guards[innermost]!
  const own = ownForce(evaluator, file, guard, frame)
  if (own === 'off') return { force: own, guard }
  const outer = evaluator.force(file, guard.outer, frame)
  return own === 'on' || outer.force === 'off' ? outer : { force: own, guard }
}

export const UNGUARDED: ForceWithReason = { force: 'on' }

function ownForce(evaluator: Evaluator, file: SourceFile, guard: Guard, frame: Frame | undefined): Force {
  if (guard.kind === 'try' || guard.kind === 'loop' || guard.kind === 'after-stop' || isErrorFirst(guard)) return 'on'
  if (fillsWhatIsEmpty(file, guard)) return 'on'
  const truth = guard.test === undefined ? undefined : evaluator.truth(evaluator.evaluate(file, guard.test, frame))
  return truth === undefined ? 'maybe' : truth === guard.holds ? 'on' : 'off'
}

/** `(err, db) => { if (err) return …; … }`: the code after it is the ordinary case. */
function isErrorFirst({ test, holds }: Guard): boolean {
  return !holds && typeof test === 'object' && test?.type === 'identifier' && /^(e|err|error|_?ex)$/i.test(test.name)
}

/**
 * `if (!pool) pool = new Pool()`, `if (pool) return pool; pool = new Pool()`: the first call finds it empty, whatever the
 * variable holds later.
 */
export function fillsWhatIsEmpty(file: SourceFile, { test, holds }: Guard): boolean {
  const tested = emptinessOf(test)
  if (!tested || tested.whenHolds !== holds) return false
  const name = nameOf(tested.subject)
  return (
    name !== undefined && file.assignments.some(({ target, function: owner }) => owner !== 0 && nameOf(target) === name)
  )
}

/** What a condition asks to be empty, and whether that is so when it holds. */
function emptinessOf(test: Expression | undefined): { subject: Expression; whenHolds: boolean } | undefined {
  if (!isNode(test)) return undefined
  if (test.type === 'unary' && test.operator === '!') return { subject: test.value, whenHolds: true }
  if (test.type === 'identifier' || test.type === 'member') return { subject: test, whenHolds: false }
  if (test.type !== 'binary' || !/^[!=]==?$/.test(test.operator) || !isNothing(test.right)) return undefined
  return { subject: test.left, whenHolds: test.operator.startsWith('=') }
}

function isNothing(expression: Expression): boolean {
  return (
    expression === null || (isNode(expression) && expression.type === 'identifier' && expression.name === 'undefined')
  )
}

/** `pool`, `this.pool`, `globalThis.pool`. */
function nameOf(expression: Expression): string | undefined {
  if (!isNode(expression)) return undefined
  if (expression.type === 'identifier') return expression.name
  return expression.type === 'member' ? `.${expression.property}` : undefined
}
