import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ProjectReader } from '../../audit/gather/project/project-reader.ts'
import { writeFileAtomically } from '../write-file-atomically.ts'
import { isUnchanged, type RecordedInputs } from './recorded-inputs.ts'

/** Entries beyond this many go, oldest first: one entry is one project audited with one set of options. */
const MAX_ENTRIES = 50

export interface ResultCache<T> {
  /** What was kept for the same question about the same files. */
  find: (reader: ProjectReader) => T | undefined
  keep: (inputs: RecordedInputs, value: T) => Promise<void>
}

interface Entry<T> {
  question: string
  inputs: RecordedInputs
  value: T
}

/**
 * Results of earlier audits, each with hashes of all it was made from. An entry that cannot be read, or answers another
 * question, is as good as none, and so is a folder that cannot be written to.
 *
 * @param question Everything beside the target that the result depends on: options, configuration, this tool itself.
 * @param place What the entry replaces when the question changes, such as the path of the target.
 */
export function openResultCache<T>(folder: string, place: string, question: unknown): ResultCache<T> {
  const asked = hash('sha256', JSON.stringify(question))
  const path = join(folder, `${hash('sha256', place).slice(0, 32)}.json`)
  return {
    find: (reader) => {
      const entry = readEntry<T>(path)
      return entry?.question === asked && isUnchanged(entry.inputs, reader) ? entry.value : undefined
    },
    keep: async (inputs, value) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        await writeFileAtomically(path, JSON.stringify({ question: asked, inputs, value } satisfies Entry<T>))
        prune(folder)
      } catch {
        // A check without its cache is only slower.
      }
    },
  }
}

function readEntry<T>(path: string): Entry<T> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Entry<T>
  } catch {
    return undefined
  }
}

function prune(folder: string): void {
  const entries = readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
  if (entries.length <= MAX_ENTRIES) return
  const byAge = entries
    .map((name) => ({ name, writtenMs: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.writtenMs - a.writtenMs)
  for (const { name } of byAge.slice(MAX_ENTRIES)) rmSync(join(folder, name), { force: true })
}
