import type { SourceFile } from '../../facts/source.ts'
import type { ForceWithReason } from './force.ts'
import type { Frame, Value } from './value.ts'

/** What is already known of the code of one function in one activation. Most know little, so each part is made when first needed. */
export interface Memory {
  /** Results of calls, by call; `null` while a result is being worked out. */
  readonly results: Map<number, Value | null>
  readonly callees: Map<number, Value>
  readonly arguments: Map<number, readonly Value[]>
  /** By guard. */
  readonly forces: Map<number, ForceWithReason>
}

export type MemoryOf = (file: SourceFile, frame: Frame | undefined) => Memory

/** Keeps a memory for every file and activation. */
export function createMemory(): MemoryOf {
  const files = new Map<SourceFile, Map<number, Memory>>()
  return (file, frame) => {
    let frames = files.get(file)
    if (!frames) files.set(file, (frames = new Map()))
    const id = frame?.id ?? 0
    let memory = frames.get(id)
    if (!memory) frames.set(id, (memory = new LazyMemory()))
    return memory
  }
}

class LazyMemory implements Memory {
  #results: Map<number, Value | null> | undefined
  #callees: Map<number, Value> | undefined
  #arguments: Map<number, readonly Value[]> | undefined
  #forces: Map<number, ForceWithReason> | undefined

  get results(): Map<number, Value | null> {
    return (this.#results ??= new Map())
  }

  get callees(): Map<number, Value> {
    return (this.#callees ??= new Map())
  }

  get arguments(): Map<number, readonly Value[]> {
    return (this.#arguments ??= new Map())
  }

  get forces(): Map<number, ForceWithReason> {
    return (this.#forces ??= new Map())
  }
}
