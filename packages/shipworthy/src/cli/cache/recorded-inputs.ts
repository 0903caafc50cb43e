import { hash } from 'node:crypto'
import type { ProjectReader, ReadResult } from '../../audit/gather/project/project-reader.ts'

/** Everything an audit saw of its target, as hashes: what it listed, and what it read or tried to read. */
export interface RecordedInputs {
  listing: string
  reads: { path: string; maxBytes?: number; hash: string }[]
}

export interface InputRecorder {
  /** To audit instead of the original. */
  reader: ProjectReader
  /** What was seen through it so far. */
  inputs: () => RecordedInputs
}

/**
 * Remembers what is read through a reader.
 *
 * @example
 * const recorder = recordInputs(diskReader('services/api'))
 * const report = runAudit(recorder.reader)
 * isUnchanged(recorder.inputs(), diskReader('services/api')) // true until a file changes
 */
export function recordInputs(reader: ProjectReader): InputRecorder {
  const reads = new Map<string, RecordedInputs['reads'][number]>()
  return {
    reader: {
      ...reader,
      read: (path, limits) => {
        const result = reader.read(path, limits)
        const { maxBytes } = limits ?? {}
        const key = `${maxBytes ?? ''}:${path}`
        if (!reads.has(key)) reads.set(key, { path, ...(maxBytes !== undefined && { maxBytes }), hash: hashOf(result) })
        return result
      },
    },
    inputs: () => ({ listing: hashListing(reader), reads: [...reads.values()] }),
  }
}

/** Whether an audit of this reader would see what was recorded. Asks for every file again, by content. */
export function isUnchanged({ listing, reads }: RecordedInputs, reader: ProjectReader): boolean {
  return (
    hashListing(reader) === listing &&
    reads.every(({ path, maxBytes, hash: known }) => {
      const limits = maxBytes === undefined ? undefined : { maxBytes }
      return hashOf(reader.read(path, limits)) === known
    })
  )
}

function hashListing({ name, git, files, outerFiles, closedFolders = [] }: ProjectReader): string {
  return sha256(
    JSON.stringify([name, git, closedFolders, [...files, ...outerFiles].map((file) => [file.path, file.tracked])]),
  )
}

function hashOf(result: ReadResult): string {
  return 'text' in result ? sha256(result.text) : `! ${result.problem}`
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64')
}
