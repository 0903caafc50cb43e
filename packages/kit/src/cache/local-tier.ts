/** A value in the memory of this process. */
export interface LocalEntry {
  /** As JSON, so that nobody can change what others get. */
  json: string
  tags: readonly string[]
  freshUntilMs: number
  /** Until then it may be served when there is nothing better. */
  usableUntilMs: number
  bytes: number
}

/** The first tier: what was used last, bounded in number and in bytes. */
export interface LocalTier {
  get: (key: string, nowMs: number) => LocalEntry | undefined
  set: (key: string, entry: Omit<LocalEntry, 'bytes'>) => void
  delete: (key: string) => void
  deleteTag: (tag: string) => void
  deletePrefix: (prefix: string) => void
  clear: () => void
  readonly size: number
  readonly bytes: number
  /** Entries that had to go for others. */
  readonly evictions: number
}

/** What a map, its nodes and the objects of an entry cost beside the text, about. */
const OVERHEAD_BYTES = 200

export function createLocalTier({ maxEntries, maxBytes }: { maxEntries: number; maxBytes: number }): LocalTier {
  /** The one used longest ago comes first. */
  const entries = new Map<string, LocalEntry>()
  const keysByTag = new Map<string, Set<string>>()
  let bytes = 0
  let evictions = 0

  function remove(key: string): void {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    bytes -= entry.bytes
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) keysByTag.delete(tag)
    }
  }

  function clear(): void {
    entries.clear()
    keysByTag.clear()
    bytes = 0
  }

  return {
    get(key, nowMs) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (nowMs >= entry.usableUntilMs) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    set(key, entry) {
      remove(key)
      const size = OVERHEAD_BYTES + Buffer.byteLength(entry.json) + Buffer.byteLength(key)
      if (size > maxBytes || maxEntries < 1) return
      entries.set(key, { ...entry, bytes: size })
      bytes += size
      for (const tag of entry.tags) {
        const keys = keysByTag.get(tag)
        if (keys) keys.add(key)
        else keysByTag.set(tag, new Set([key]))
      }
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && bytes <= maxBytes) break
        remove(oldest)
        evictions++
      }
    },
    delete: remove,
    deleteTag: (tag) => {
      for (const key of keysByTag.get(tag) ?? []) remove(key)
    },
    deletePrefix: (prefix) => {
      if (prefix === '') return clear()
      for (const key of entries.keys()) if (key.startsWith(prefix)) remove(key)
    },
    clear,
    get size() {
      return entries.size
    },
    get bytes() {
      return bytes
    },
    get evictions() {
      return evictions
    },
  }
}
