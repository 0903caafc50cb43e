import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { KitError } from '../kit-error.ts'
import { checkLife, type EntryOptions, type ResolvedOptions } from './cache-options.ts'
import type { CacheCounts, CacheResult } from './cache-statistics.ts'
import type { Flight } from './flights.ts'
import type { LocalEntry, LocalTier } from './local-tier.ts'
import type { RemoteEntry, RemoteRead, RemoteTier } from './remote-tier.ts'

/** Makes a value when there is none. `signal` aborts when it has taken too long. */
export type Load<T> = (context: { signal: AbortSignal }) => Promise<T> | T

/** What a flight brings. Without `json` there is nothing that could be cached: undefined. */
export interface Landed {
  json: string | undefined
  result: CacheResult
}

export interface LoadParts {
  options: ResolvedOptions
  local: LocalTier
  /** Undefined when there is no Redis, or when it may not be believed. */
  trusted: () => Promise<RemoteTier | undefined>
  counts: CacheCounts
}

type Stale = Pick<LocalEntry, 'json' | 'tags' | 'usableUntilMs'>

const FIRST_WAIT_MS = 15
const LONGEST_WAIT_MS = 200

/** From Redis, or loaded: here, or by whichever process has the lock; or what was true before, when loading fails. */
export async function loadOnce<T>(
  parts: LoadParts,
  flight: Flight,
  load: Load<T>,
  entryOptions: EntryOptions<T>,
  old: Stale | undefined,
): Promise<Landed> {
  const { options, local, trusted } = parts
  const { clock, lockWaitMs, loadTimeoutMs } = options
  const { key } = flight
  const found = await (await trusted())?.readValid(key)
  if (found && found.freshMs > 0) return land(local, flight, toLocal(found, clock()))
  const lock = { token: randomUUID(), lifeMs: loadTimeoutMs + 1000 }
  const giveUpMs = clock() + lockWaitMs
  let stale = old
  let read: RemoteRead | undefined
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 1.6)) {
    read = await (await trusted())?.read(key, lock)
    if (read?.entry) {
      const entry = toLocal(read.entry, clock())
      if (read.entry.freshMs > 0) return land(local, flight, entry)
      stale = entry
    }
    if (!read || read.isLockTaken || clock() >= giveUpMs) break
    // Somebody else loads; those who wait do not all come back at once.
    await wait(waitMs * (0.5 + Math.random()))
  }
  return loadHere(parts, flight, {
    load,
    entryOptions,
    stale,
    epoch: read?.epoch,
    token: read?.isLockTaken ? lock.token : '',
  })
}

function land(local: LocalTier, { key, isOvertaken }: Flight, entry: Omit<LocalEntry, 'bytes'>): Landed {
  if (!isOvertaken) local.set(key, entry)
  return { json: entry.json, result: 'redis' }
}

interface Here<T> {
  load: Load<T>
  entryOptions: EntryOptions<T>
  stale: Stale | undefined
  /** Undefined when Redis did not say. */
  epoch: number | undefined
  token: string
}

async function loadHere<T>(parts: LoadParts, flight: Flight, here: Here<T>): Promise<Landed> {
  const { options, local, trusted, counts } = parts
  const { entryOptions, stale, epoch, token } = here
  const { key } = flight
  const release = async (): Promise<void> => {
    if (token !== '') await (await trusted())?.release(key, token)
  }
  counts.loads++
  let value: T
  try {
    value = await inTime(here.load, key, options.loadTimeoutMs)
  } catch (error) {
    counts.loadErrors++
    await release()
    const usable = flight.isOvertaken ? await readAgain(parts, key) : stale
    if (!usable) throw error
    options.onGrace?.(key, error)
    const freshUntilMs = Math.min(options.clock() + options.graceBackoffMs, usable.usableUntilMs)
    if (!flight.isOvertaken) local.set(key, { ...usable, freshUntilMs })
    return { json: usable.json, result: 'grace' }
  }
  try {
    const json = toJson(key, value)
    if (json === undefined) {
      await release()
      return { json, result: 'load' }
    }
    const entry = { json, tags: tagsFor(entryOptions, value), ...lifeOf(entryOptions, options) }
    const remote = epoch === undefined ? undefined : await trusted()
    const isTrue = (await remote?.writeLoaded(key, { ...entry, epoch: epoch!, token })) ?? true
    if (isTrue && !flight.isOvertaken) local.set(key, localEntry(entry, options.clock()))
    return { json, result: 'load' }
  } catch (error) {
    await release()
    throw error
  }
}

/** What was known may have been invalidated meanwhile; Redis knows. */
async function readAgain({ trusted, options }: LoadParts, key: string): Promise<Stale | undefined> {
  const found = await (await trusted())?.readValid(key)
  return found && toLocal(found, options.clock())
}

async function inTime<T>(load: Load<T>, key: string, timeoutMs: number): Promise<T> {
  const controller = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const error = new KitError('SW_ERR_KIT_CACHE_LOAD_TIMEOUT', { key, timeoutMs })
    controller.abort(error)
    reject(error)
  }, timeoutMs)
  try {
    return await Promise.race([load({ signal: controller.signal }), late])
  } finally {
    clearTimeout(timer)
  }
}

/** @throws KitError `SW_ERR_KIT_CACHE_OPTION`. */
export function lifeOf(
  entryOptions: EntryOptions<never>,
  options: ResolvedOptions,
): { ttlMs: number; graceMs: number } {
  const ttlMs = Math.ceil(entryOptions.ttlMs ?? options.ttlMs)
  const graceMs = Math.ceil(entryOptions.graceMs ?? options.graceMs)
  checkLife({ ttlMs, graceMs }, options)
  return { ttlMs, graceMs }
}

export function tagsFor<T>({ tags = [] }: EntryOptions<T>, value: T): readonly string[] {
  return typeof tags === 'function' ? tags(value) : tags
}

/** @throws KitError `SW_ERR_KIT_CACHE_VALUE`. */
export function toJson(key: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (error) {
    throw new KitError('SW_ERR_KIT_CACHE_VALUE', { key, reason: (error as Error).message }, error)
  }
}

export function localEntry(
  { json, tags, ttlMs, graceMs }: { json: string; tags: readonly string[]; ttlMs: number; graceMs: number },
  nowMs: number,
): Omit<LocalEntry, 'bytes'> {
  return { json, tags, freshUntilMs: nowMs + ttlMs, usableUntilMs: nowMs + ttlMs + graceMs }
}

export function toLocal({ json, tags, freshMs, graceMs }: RemoteEntry, nowMs: number): Omit<LocalEntry, 'bytes'> {
  return { json, tags, freshUntilMs: nowMs + freshMs, usableUntilMs: nowMs + freshMs + graceMs }
}
