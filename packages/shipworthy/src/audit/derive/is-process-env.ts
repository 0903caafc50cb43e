import type { Expression } from '../facts/expression.ts'
import { isNode } from './program/file-index.ts'

/** Whether an expression is `process.env`. */
export function isProcessEnv(expression: Expression): boolean {
  return (
    isNode(expression) &&
    expression.type === 'member' &&
    expression.property === 'env' &&
    isNode(expression.object) &&
    expression.object.type === 'identifier' &&
    expression.object.name === 'process'
  )
}
