import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { HistoryStore, StoredDocument } from '../history/history-store.ts'
import { createMemoryStore } from '../stores/memory-store.ts'

/** Documents in a file that several processes share; results stay in memory. */
export function createFileStore(file: string): HistoryStore {
  const read = (): Record<string, StoredDocument> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, StoredDocument>) : {}

  async function locked<T>(action: () => T): Promise<T> {
    const lock = `${file}.lock`
    for (let attempt = 0; attempt < 500; attempt++) {
      try {
        closeSync(openSync(lock, 'wx'))
      } catch {
        await wait(5)
        continue
      }
      try {
        return action()
      } finally {
        rmSync(lock)
      }
    }
    throw new Error('the file is locked')
  }

  return {
    ...createMemoryStore(),
    name: 'file',
    load: (key) => read()[key],
    save: (key, text, expected) =>
      locked(() => {
        const documents = read()
        if ((documents[key]?.version ?? 0) !== expected) return false
        documents[key] = { text, version: expected + 1 }
        // In one go: whoever is killed here leaves the file as it was.
        writeFileSync(`${file}.new`, JSON.stringify(documents))
        renameSync(`${file}.new`, file)
        return true
      }),
  }
}
