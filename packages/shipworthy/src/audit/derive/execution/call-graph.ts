import type { SourceFile } from '../../facts/source.ts'
import { isNode, type FileIndex } from '../program/file-index.ts'
import type { CallEvent } from './call-event.ts'

/** Which function was seen to call which, over all walks. */
export interface CallGraph {
  add: (from: FunctionPlace, to: FunctionPlace) => void
  /**
   * A function that was not walked again for a call. What it may do with the functions it is given there is taken for
   * granted; `isForeign` says that it works on an object of another class, whose methods are not in the graph.
   */
  cut: (place: FunctionPlace, given: readonly FunctionPlace[], isForeign: boolean) => void
  /** Functions from which one of the events may be reached. */
  leadingTo: (events: readonly CallEvent[]) => ReadonlySet<number>
}

export interface FunctionPlace {
  file: SourceFile
  index: number
}

export function createCallGraph(
  idOf: (file: SourceFile, index: number) => number,
  indexOf: (file: SourceFile) => FileIndex,
): CallGraph {
  const callers = new Map<number, Map<number, FunctionPlace>>()
  const cuts = new Map<number, FunctionPlace>()

  function add(from: FunctionPlace, to: FunctionPlace): void {
    const target = idOf(to.file, to.index)
    let known = callers.get(target)
    if (!known) callers.set(target, (known = new Map()))
    known.set(idOf(from.file, from.index), from)
  }

  return {
    add,
    cut: (place, given, isForeign) => {
      for (const target of given) add(place, target)
      if (isForeign) cuts.set(idOf(place.file, place.index), place)
    },
    leadingTo: (events) => {
      const reached = new Set<number>()
      const queue: FunctionPlace[] = events.map(({ file, call }) => ({ file, index: call.function }))
      for (const place of cuts.values()) if (callsItsObject(place, indexOf(place.file))) queue.push(place)
      for (let place = queue.pop(); place; place = queue.pop()) {
        const id = idOf(place.file, place.index)
        if (place.index === 0 || reached.has(id)) continue
        reached.add(id)
        // Whoever runs the function around it may hand it on.
        queue.push({ file: place.file, index: place.file.functions[place.index]!.parent })
        queue.push(...(callers.get(id)?.values() ?? []))
      }
      return reached
    },
  }
}

/** Its calls depend on its object: `this.check()`. */
function callsItsObject({ file, index }: FunctionPlace, { callsIn }: FileIndex): boolean {
  return callsIn(index).some((at) => {
    let root = file.calls[at]!.callee
    while (isNode(root) && (root.type === 'member' || root.type === 'index')) root = root.object
    return isNode(root) && root.type === 'this'
  })
}
