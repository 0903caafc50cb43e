import type { HistoryStore } from '@shipworthy/health'

/** The last that was heard of a job. */
export interface Beat {
  /** Milliseconds since 1970. */
  at: number
  /** Why the job failed; left out when it ended well. */
  failure?: string
}

/** Times to try again when another monitor was first. */
const MAX_CONFLICTS = 20

/** What the store knows of the job; undefined when it has never heard of it. */
export async function readBeat(store: HistoryStore, name: string): Promise<Beat | undefined> {
  const found = await store.load?.(keyOf(name))
  return found && (JSON.parse(found.text) as Beat)
}

/** Writes it, unless something later is there. */
export async function keepBeat(store: HistoryStore, name: string, beat: Beat): Promise<void> {
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
    const found = await store.load?.(keyOf(name))
    if (found && (JSON.parse(found.text) as Beat).at > beat.at) return
    if (await store.save?.(keyOf(name), JSON.stringify(beat), found?.version ?? 0)) return
  }
  throw new Error(`the store ${store.name} did not take it`)
}

function keyOf(name: string): string {
  return `heartbeat:${name}`
}
