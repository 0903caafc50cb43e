import type { Assignment, SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import type { RecordValue } from './value.ts'

/** A property that an object gets after it was written: `options.store = …`. */
export interface LaterProperty {
  file: SourceFile
  assignment: Assignment
}

/** Assignments of a property to the variable that holds an object, in the file where the object is written. */
export function laterProperties({ index }: Evaluator, { site }: RecordValue, key: string): LaterProperty[] {
  if (!site) return []
  const { file, at } = site
  const holder = file.bindings.find(({ init }) => isNode(init) && init.type === 'object' && init.at === at)
  if (!holder) return []
  return index(file)
    .propertyAssignments(holder, key)
    .map((assignment) => ({ file, assignment }))
}
