import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createCache } from '../../packages/kit/src/cache/create-cache.ts'
import type { BenchContext, BenchRow, BenchSuite } from './bench-row.ts'
import { measureMedianMs, measureRates, type Candidate } from './measure-rates.ts'

/** What is measured of either cache. */
interface Instance {
  read: (key: string, load: () => Promise<unknown>) => Promise<unknown>
  close: () => Promise<unknown> | unknown
}

/** The memory of the process, Redis alone, or both. */
type Tiers = 'memory' | 'redis' | 'both'

const VALUE = { id: 17, name: 'a name', tags: ['one', 'two'], text: 'x'.repeat(200) }
const KEYS = 500
const CALLERS = 200
const TTL_MS = 600_000

export const cacheSuite: BenchSuite = { name: 'cache', beside: 'bentocache', run }

async function run(context: BenchContext): Promise<BenchRow[]> {
  const rows = [await compareReads('reads from memory', 'memory', context)]
  if (!context.redis) return rows
  rows.push(await compareReads('reads from Redis', 'redis', context))
  const stampede = await each(context, 'both', countLoads)
  rows.push({ what: `loads for ${CALLERS} callers in 2 instances`, unit: 'loads', ...stampede })
  const gone = await each(context, 'both', (make) => readWithoutRedis(make, context))
  rows.push({ what: 'median read, Redis killed', unit: 'ms', ...gone })
  return rows
}

type Make = () => Promise<Instance | undefined>

async function each(
  context: BenchContext,
  tiers: Tiers,
  measure: (make: Make) => Promise<number>,
): Promise<{ ours: number; theirs?: number }> {
  const ours = await measure(() => makeOurs(context, tiers))
  const probe = await makeTheirs(context, tiers)
  await probe?.close()
  return { ours, ...(probe && { theirs: await measure(() => makeTheirs(context, tiers)) }) }
}

async function compareReads(what: string, tiers: Tiers, context: BenchContext): Promise<BenchRow> {
  const instances = { ours: await makeOurs(context, tiers), theirs: await makeTheirs(context, tiers) }
  const candidates: Record<string, Candidate> = {}
  for (const [name, instance] of Object.entries(instances)) {
    if (!instance) continue
    let at = 0
    candidates[name] = () => instance.read(`key:${at++ % KEYS}`, async () => VALUE)
  }
  const { ours, theirs } = await measureRates(candidates)
  for (const instance of Object.values(instances)) await instance?.close()
  return { what, ours: ours!, unit: '1/s', ...(theirs !== undefined && { theirs }) }
}

async function countLoads(make: Make): Promise<number> {
  const instances = [(await make())!, (await make())!]
  let loads = 0
  const load = async (): Promise<unknown> => {
    loads++
    await wait(50)
    return VALUE
  }
  const callers = Array.from({ length: CALLERS }, (_, at) => instances[at % 2]!.read('stampede', load))
  await Promise.all(callers)
  for (const instance of instances) await instance.close()
  return loads
}

/** With an error it is infinitely slow. */
async function readWithoutRedis(make: Make, { redis }: BenchContext): Promise<number> {
  const instance = (await make())!
  await instance.read('key', async () => VALUE)
  await redis!.kill()
  let at = 0
  const medianMs = await measureMedianMs(() => instance.read(`gone:${at++}`, async () => VALUE), 300).catch(
    () => Infinity,
  )
  await redis!.start()
  // Connections come back by themselves; to end one that is about to is an error in some libraries.
  await wait(3000)
  await instance.close()
  return medianMs
}

async function makeOurs({ redis: server }: BenchContext, tiers: Tiers): Promise<Instance> {
  const redis = tiers === 'memory' ? undefined : await connect(server!.url)
  const cache = createCache({
    name: 'bench',
    ttlMs: TTL_MS,
    // Its default, as far as one counts: a busy machine must not look like a dead Redis.
    timeoutMs: 2000,
    ...(redis && { redis }),
    ...(tiers === 'redis' && { maxEntries: 0 }),
  })
  return {
    read: (key, load) => cache.getOrLoad(key, load),
    close: () => {
      cache.close()
      redis?.disconnect()
    },
  }
}

async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true })
  redis.on('error', () => undefined)
  await redis.connect()
  return redis
}

/** What is used of bentocache. */
interface OtherStore {
  useL1Layer: (driver: unknown) => OtherStore
  useL2Layer: (driver: unknown) => OtherStore
  useBus: (driver: unknown) => OtherStore
}
interface OtherLibrary {
  bentostore: () => OtherStore
  BentoCache: new (options: object) => {
    getOrSet: (options: object) => Promise<unknown>
    disconnectAll: () => Promise<void>
  }
}
interface OtherDrivers {
  memoryDriver?: (options: object) => unknown
  redisDriver?: (options: object) => unknown
  redisBusDriver?: (options: object) => unknown
}

async function makeTheirs({ redis, load }: BenchContext, tiers: Tiers): Promise<Instance | undefined> {
  const library = (await load('bentocache')) as OtherLibrary | undefined
  const memory = (await load('bentocache/drivers/memory')) as OtherDrivers | undefined
  const remote = (await load('bentocache/drivers/redis')) as OtherDrivers | undefined
  if (!library || !memory || !remote) return undefined
  const connection = redis && {
    host: '127.0.0.1',
    port: Number(new URL(redis.url).port),
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
  }
  let store = library.bentostore()
  if (tiers !== 'redis') store = store.useL1Layer(memory.memoryDriver?.({ maxItems: 10_000 }))
  if (tiers !== 'memory') store = store.useL2Layer(remote.redisDriver?.({ connection }))
  if (tiers === 'both') store = store.useBus(remote.redisBusDriver?.({ connection }))
  const cache = new library.BentoCache({
    default: 'bench',
    ttl: TTL_MS,
    grace: '1h',
    l2CircuitBreakerDuration: '1s',
    stores: { bench: store },
  })
  return {
    read: (key, factory) => cache.getOrSet({ key, factory }),
    close: () => cache.disconnectAll().catch(() => undefined),
  }
}
