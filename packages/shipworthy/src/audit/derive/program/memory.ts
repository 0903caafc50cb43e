import type { SourceFile } from '../../facts/source.ts'
import type { ForceWithReason } from './force.ts'
import type { Frame, Value } from './value.ts'

/** What is already known of one call in one activation. */
export interface KnownCall {
  callee: Value | undefined
  arguments: readonly Value[] | undefined
  /** `null` while it is being worked out. */
  result: Value | null | undefined
}

/** What is already known of the code of one function in one activation. */
export interface Memory {
  call: (index: number) => KnownCall
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

/** Most activations know little, so each part is made when it is first needed. */
class LazyMemory implements Memory {
  #calls: Map<number, KnownCall> | undefined
  #forces: Map<number, ForceWithReason> | undefined

  call(index: number): KnownCall {
    const calls = (this.#calls ??= new Map())
    let known = calls.get(index)
    if (!known) calls.set(index, (known = { callee: undefined, arguments: undefined, result: undefined }))
    return known
  }

  get forces(): Map<number, ForceWithReason> {
    return (this.#forces ??= new Map())
  }
}
