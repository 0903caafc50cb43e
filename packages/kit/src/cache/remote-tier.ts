import type { RedisClient } from '../redis/redis-client.ts'
import type { RedisGate } from '../redis/redis-gate.ts'
import { labelOf, labelsOfKey, type Invalidation } from './invalidation.ts'
import { INVALIDATE, READ_ENTRY, READ_EPOCH, RELEASE_LOCK, WRITE_LOADED, WRITE_SET } from './entry-scripts.ts'

/** An entry of the second tier, as it is at the moment. */
export interface RemoteEntry {
  json: string
  tags: readonly string[]
  /** Not fresh any more when it is not above 0. */
  freshMs: number
  graceMs: number
}

export interface RemoteRead {
  entry: RemoteEntry | undefined
  /** The caller is the one who loads. */
  isLockTaken: boolean
  /** Of the moment of reading; what is loaded from here on was true then. */
  epoch: number
}

export interface Lifetime {
  ttlMs: number
  graceMs: number
}

/** Everything that is written and asked on Redis. All answers are undefined when Redis is gone. */
export interface RemoteTier {
  /** A valid entry, fresh or not. Most reads find a fresh one, and these commands cost Redis a tenth of the script. */
  readValid: (key: string) => Promise<RemoteEntry | undefined>
  /** An entry, fresh or not, and the lock for loading it when it is not. */
  read: (key: string, lock: { token: string; lifeMs: number }) => Promise<RemoteRead | undefined>
  /** False when it is not true any more. */
  writeLoaded: (key: string, loaded: Loaded) => Promise<boolean | undefined>
  release: (key: string, token: string) => Promise<unknown>
  set: (key: string, value: { json: string; tags: readonly string[] } & Lifetime) => Promise<number | undefined>
  invalidate: (invalidation: Invalidation) => Promise<number | undefined>
  /** The same, past the gate: while it is decided whether Redis is back. */
  invalidateNow: (invalidation: Invalidation) => Promise<number>
  readEpoch: () => Promise<number | undefined>
  /** Past the gate, too. */
  readEpochNow: () => Promise<number>
}

export interface Loaded extends Lifetime {
  json: string
  tags: readonly string[]
  /** When loading began. */
  epoch: number
  /** Of the lock; empty without one. */
  token: string
}

export interface RemoteTierOptions {
  client: RedisClient
  gate: RedisGate
  /** Begins all keys. */
  namespace: string
  /** Of this process: what it told others it need not hear. */
  instance: string
  /** No entry lives longer, so no invalidation has to be remembered for longer. */
  maxLifeMs: number
  /** No loading takes longer. */
  maxLoadMs: number
}

export function channelOf(namespace: string): string {
  return `${namespace}:messages`
}

export function createRemoteTier(options: RemoteTierOptions): RemoteTier {
  const { client, gate, namespace, instance, maxLifeMs, maxLoadMs } = options
  const labelPrefix = `${namespace}:label:`
  const epochKey = `${namespace}:epoch`
  const channel = channelOf(namespace)
  const entryKey = (key: string): string => `${namespace}:entry:${key}`
  const lockKey = (key: string): string => `${namespace}:lock:${key}`
  const keysOf = (key: string): string[] => [entryKey(key), lockKey(key), epochKey]
  const message = (invalidation: Invalidation): string => JSON.stringify({ ...invalidation, instance })

  async function invalidateNow(invalidation: Invalidation): Promise<number> {
    const { kind, name } = invalidation
    const lifeMs = kind === 'key' ? 2 * maxLoadMs : maxLifeMs
    const label = labelPrefix + labelOf(invalidation)
    const words = [label, lifeMs, channel, message(invalidation), kind === 'key' ? 1 : 0]
    return Number(await INVALIDATE.run(client, keysOf(kind === 'key' ? name : ''), words))
  }

  async function readValid(key: string): Promise<RemoteEntry | undefined> {
    const labels = labelsOfKey(key).map((label) => labelPrefix + label)
    // The life first: if the entry is replaced in between, the new one is taken to be as old as the one before.
    const [lifeMs, [raw, ...epochs]] = (await Promise.all([
      client.call('PTTL', entryKey(key)),
      client.call('MGET', entryKey(key), ...labels),
    ])) as [number, (string | null)[]]
    if (raw === null || raw === undefined) return undefined
    const { epoch, entry } = parseEntry(raw, lifeMs)
    const isAfter = (label: string | null): boolean => label !== null && Number(label) > epoch
    if (lifeMs <= 0 || epochs.some(isAfter)) return undefined
    if (entry.tags.length === 0) return entry
    const ofTags = await client.call(
      'MGET',
      ...entry.tags.map((tag) => labelPrefix + labelOf({ kind: 'tag', name: tag })),
    )
    return (ofTags as (string | null)[]).some(isAfter) ? undefined : entry
  }

  const readEpochNow = async (): Promise<number> => Number(await READ_EPOCH.run(client, keysOf(''), []))

  return {
    readValid: (key) => gate.run(() => readValid(key)),
    read: (key, lock) =>
      gate.run(async () => {
        const words = [labelPrefix, lock.token, lock.lifeMs, ...labelsOfKey(key)]
        return toRead((await READ_ENTRY.run(client, keysOf(key), words)) as RawRead)
      }),
    writeLoaded: (key, { json, tags, epoch, token, ttlMs, graceMs }) =>
      gate.run(async () => {
        const head = JSON.stringify({ s: epoch, g: graceMs, t: tags.length > 0 ? tags : undefined })
        const words = [labelPrefix, token, ttlMs + graceMs, head, json, ...labelsOfKey(key)]
        return (await WRITE_LOADED.run(client, keysOf(key), words)) === 1
      }),
    release: (key, token) => gate.run(() => RELEASE_LOCK.run(client, [lockKey(key)], [token])),
    set: (key, { json, tags, ttlMs, graceMs }) =>
      gate.run(async () => {
        const told = message({ kind: 'key', name: key })
        const words = [channel, ttlMs + graceMs, graceMs, tags.length > 0 ? JSON.stringify(tags) : 'null', json, told]
        return Number(await WRITE_SET.run(client, keysOf(key), words))
      }),
    invalidate: (invalidation) => gate.run(() => invalidateNow(invalidation)),
    invalidateNow: (invalidation) => gate.ask(() => invalidateNow(invalidation)),
    readEpoch: () => gate.run(readEpochNow),
    readEpochNow: () => gate.ask(readEpochNow),
  }
}

type RawRead = [raw: string | null, freshMs: number, isTaken: number, epoch: string]

function toRead([raw, freshMs, isTaken, epoch]: RawRead): RemoteRead {
  const entry = raw === null ? undefined : { ...parseEntry(raw, 0).entry, freshMs }
  return { isLockTaken: isTaken === 1, epoch: Number(epoch), entry }
}

function parseEntry(raw: string, lifeMs: number): { epoch: number; entry: RemoteEntry } {
  const end = raw.indexOf('\n')
  const {
    s: epoch,
    g: graceMs,
    t: tags,
  } = JSON.parse(raw.slice(0, end)) as { s: number; g: number; t?: string[] | null }
  return { epoch, entry: { json: raw.slice(end + 1), tags: tags ?? [], freshMs: lifeMs - graceMs, graceMs } }
}
