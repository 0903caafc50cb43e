import type { Expression } from '../facts/expression.ts'

/** Whether an expression is `process.env.NAME`. */
export function isProcessVariable(expression: Expression, name: string): boolean {
  if (typeof expression !== 'object' || expression?.type !== 'member' || expression.property !== name) return false
  const { object } = expression
  if (typeof object !== 'object' || object?.type !== 'member' || object.property !== 'env') return false
  return typeof object.object === 'object' && object.object?.type === 'identifier' && object.object.name === 'process'
}
