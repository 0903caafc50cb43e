import type { SourceFile } from '../../facts/source.ts'
import type { ForceWithReason } from './force.ts'
import type { Frame, Value } from './value.ts'

/** What is already known of the code of one function in one activation. */
export interface Memory {
  /** Results of calls, by call; `null` while a result is being worked out. */
  results: Map<number, Value | null>
  callees: Map<number, Value>
  arguments: Map<number, readonly Value[]>
  /** By guard. */
  forces: Map<number, ForceWithReason>
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
    if (!memory) frames.set(id, (memory = emptyMemory()))
    return memory
  }
}

function emptyMemory(): Memory {
  return { results: new Map(), callees: new Map(), arguments: new Map(), forces: new Map() }
}
