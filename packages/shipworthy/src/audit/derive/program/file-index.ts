import type { Expression } from '../../facts/expression.ts'
import type { Assignment, Binding, Call, SourceFile } from '../../facts/source.ts'
import { groupBy } from './group-by.ts'

/** Look-ups over the tables of one file, made once. */
export interface FileIndex {
  file: SourceFile
  /** Number of the file among those that were looked into. */
  id: number
  /** Number of its first function among those of all files that were looked into. */
  firstFunction: number
  /** The innermost binding a name has at an offset. */
  binding: (name: string, at: number) => Binding | undefined
  /** Assignments to a variable: `x = …`. */
  assignmentsTo: (binding: Binding) => Assignment[]
  /** Assignments to a property of a variable: `x.name = …`. */
  propertyAssignments: (binding: Binding, property: string) => Assignment[]
  /** Assignments to `this.name` anywhere in the file. */
  thisAssignments: (property: string) => Assignment[]
  /** Assignments to `exports.name` and `module.exports`. */
  exportAssignments: { name: string; assignment: Assignment }[]
  /** Indices of the calls made directly in a function, in order of evaluation. */
  callsIn: (functionIndex: number) => readonly number[]
  /** Functions declared directly in a function. */
  functionsIn: (functionIndex: number) => readonly number[]
}

const NONE: readonly number[] = []

export function createFileIndex(file: SourceFile, id: number, firstFunction: number): FileIndex {
  const bindings = groupBy(file.bindings, (binding) => binding.name)
  const assigned = groupBy(file.assignments, ({ target }) => rootName(target))
  const calls = indicesBy(file.calls, (call: Call) => call.function)
  const functions = indicesBy(file.functions, (fn) => fn.parent)

  function binding(name: string, at: number): Binding | undefined {
    let best: Binding | undefined
    for (const candidate of bindings.get(name) ?? []) {
      if (at < candidate.from || at > candidate.to) continue
      if (!best || candidate.to - candidate.from < best.to - best.from) best = candidate
    }
    return best
  }

  const isBound = (target: Expression, to: Binding): boolean =>
    isNode(target) && target.type === 'identifier' && binding(target.name, target.at) === to

  return {
    file,
    id,
    firstFunction,
    binding,
    assignmentsTo: (to) => (assigned.get(to.name) ?? []).filter(({ target }) => isBound(target, to)),
    propertyAssignments: (to, property) =>
      (assigned.get(to.name) ?? []).filter(
        ({ target }) =>
          isNode(target) && target.type === 'member' && target.property === property && isBound(target.object, to),
      ),
    thisAssignments: (property) =>
      (assigned.get('this') ?? []).filter(
        ({ target }) =>
          isNode(target) && target.type === 'member' && target.property === property && isThis(target.object),
      ),
    exportAssignments: exportAssignments(assigned, binding),
    callsIn: (index) => calls.get(index) ?? NONE,
    functionsIn: (index) => functions.get(index) ?? NONE,
  }
}

function exportAssignments(
  assigned: Map<string, Assignment[]>,
  binding: FileIndex['binding'],
): { name: string; assignment: Assignment }[] {
  const found: { name: string; assignment: Assignment }[] = []
  for (const root of ['module', 'exports']) {
    for (const assignment of assigned.get(root) ?? []) {
      const path = memberPath(assignment.target)
      if (!path || binding(root, assignment.at)) continue
      const names = root === 'module' ? path.slice(1) : path
      if (root === 'module' && path[0] !== 'exports') continue
      if (names.length === 0 && root === 'module') found.push({ name: 'module.exports', assignment })
      else if (names.length === 1) found.push({ name: names[0]!, assignment })
    }
  }
  return found
}

/** The properties of `root.a.b`, without the root. */
function memberPath(expression: Expression): string[] | undefined {
  if (!isNode(expression)) return undefined
  if (expression.type === 'identifier') return []
  if (expression.type !== 'member') return undefined
  const path = memberPath(expression.object)
  return path && [...path, expression.property]
}

function rootName(expression: Expression): string {
  let current = expression
  while (isNode(current) && (current.type === 'member' || current.type === 'index')) current = current.object
  if (!isNode(current)) return ''
  return current.type === 'identifier' ? current.name : current.type === 'this' ? 'this' : ''
}

function isThis(expression: Expression): boolean {
  return isNode(expression) && expression.type === 'this'
}

type Node = Exclude<Expression, string | number | boolean | null>

export function isNode(expression: Expression | undefined): expression is Node {
  return typeof expression === 'object' && expression !== null
}

function indicesBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(index)
    else groups.set(key, [index])
  }
  return groups
}
