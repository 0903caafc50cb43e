import type { Expression, Identifier, This } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import { isNode } from '../program/file-index.ts'

/** Keys from an object to a part of it; `null` is any key, `name()` what a method returns. */
export type Path = readonly (string | null)[]

export interface Access {
  root: Expression
  keys: Path
}

/** `request.body.name` as its root and keys; a call of a method is `root.keys.method()`. */
export function accessOf(file: SourceFile, expression: Expression, withCalls = false): Access {
  const keys: (string | null)[] = []
  let current = expression
  for (;;) {
    if (!isNode(current)) break
    if (current.type === 'member') {
      keys.unshift(current.property)
      current = current.object
    } else if (current.type === 'index') {
      keys.unshift(null)
      current = current.object
    } else if (current.type === 'call' && withCalls) {
      const { callee, kind } = file.calls[current.call]!
      if (kind !== 'call' || !isNode(callee) || callee.type !== 'member') break
      keys.unshift(`${callee.property}()`)
      current = callee.object
    } else break
  }
  return { root: current, keys }
}

export function isRooted(root: Expression): root is Identifier | This {
  return isNode(root) && (root.type === 'identifier' || root.type === 'this')
}

/** One path leads to the other or into it. */
export function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [x, y] = [a[index], b[index]]
    if (x !== y && x !== null && y !== null) return false
  }
  return true
}
