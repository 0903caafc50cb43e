import { describe, expect, it } from 'vitest'
import { createCache } from './create-cache.ts'

function simulated(more: object = {}) {
  const time = { nowMs: 1000 }
  const cache = createCache({
    name: 'test',
    clock: () => time.nowMs,
    ttlMs: 100,
    graceMs: 1000,
    graceBackoffMs: 10,
    ...more,
  })
  return { time, cache }
}

describe('a cache without Redis', () => {
  it('loads once, however many ask at once', async () => {
    const { cache } = simulated()
    let loads = 0
    const load = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return { load: ++loads }
    }
    const answers = await Promise.all(Array.from({ length: 200 }, () => cache.getOrLoad('key', load)))
    expect(answers).toEqual(Array.from({ length: 200 }, () => ({ load: 1 })))
    expect(await cache.getOrLoad('key', load)).toEqual({ load: 1 })
    expect(cache.statistics()).toMatchObject({
      loads: 1,
      results: { load: 200, memory: 1 },
      entries: 1,
      redis: 'none',
    })
  })

  it('gives everybody what JSON makes of a value, and a copy of their own', async () => {
    const { cache } = simulated()
    const load = () => ({ at: new Date(0), list: [1] })
    const first = await cache.getOrLoad<unknown>('key', load)
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1] })
    ;(first as { list: number[] }).list.push(2)
    expect(await cache.get('key')).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1] })
  })

  it('loads again when a value is not fresh any more', async () => {
    const { cache, time } = simulated()
    let version = 0
    const read = () => cache.getOrLoad('key', () => ++version)
    expect([await read(), await read()]).toEqual([1, 1])
    time.nowMs += 99
    expect(await read()).toBe(1)
    time.nowMs += 1
    expect(await read()).toBe(2)
  })

  it('serves the old value while loading fails, tries again after a while, and stops when grace is over', async () => {
    const told: string[] = []
    const { cache, time } = simulated({ onGrace: (key: string) => told.push(key) })
    let tries = 0
    const fail = () => {
      tries++
      throw new Error('database is gone')
    }
    await cache.getOrLoad('key', () => 'old')
    time.nowMs += 100
    expect([await cache.getOrLoad('key', fail), await cache.getOrLoad('key', fail)]).toEqual(['old', 'old'])
    expect(tries).toBe(1)
    time.nowMs += 10
    expect(await cache.getOrLoad('key', fail)).toBe('old')
    expect([tries, told]).toEqual([2, ['key', 'key']])
    time.nowMs += 990
    await expect(cache.getOrLoad('key', fail)).rejects.toThrow('database is gone')
    expect(cache.statistics()).toMatchObject({ loadErrors: 3, results: { grace: 2, memory: 1, error: 1, load: 1 } })
  })

  it('serves nothing that was invalidated, not even when loading fails', async () => {
    const { cache } = simulated()
    await cache.set('user:1:name', 'Ada', { tags: ['users'] })
    await cache.invalidateTags(['users'])
    const fail = () => Promise.reject(new Error('no'))
    await expect(cache.getOrLoad('user:1:name', fail)).rejects.toThrow('no')
  })

  it('ends loading that takes too long, and tells it', async () => {
    const { cache } = simulated({ loadTimeoutMs: 20 })
    let aborted: unknown
    const hang = ({ signal }: { signal: AbortSignal }) =>
      new Promise<never>(() => signal.addEventListener('abort', () => (aborted = signal.reason)))
    const error = await cache.getOrLoad('key', hang).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'SW_ERR_KIT_CACHE_LOAD_TIMEOUT',
      message: 'loading key took longer than 20 ms',
    })
    expect(aborted).toBe(error)
  })

  it('invalidates by key, tag and prefix', async () => {
    const { cache } = simulated()
    const keys = ['user:1', 'user:1:name', 'user:1:mail', 'user:17:name', 'order:1']
    const fill = async () => {
      for (const key of keys) await cache.set(key, key, { tags: (value) => (value.endsWith('name') ? ['names'] : []) })
    }
    const left = async () =>
      (await Promise.all(keys.map((key) => cache.get(key)))).filter((value) => value !== undefined)
    await fill()
    await cache.delete('order:1')
    expect(await left()).toEqual(['user:1', 'user:1:name', 'user:1:mail', 'user:17:name'])
    await fill()
    await cache.invalidateTags(['names', 'nobody'])
    expect(await left()).toEqual(['user:1', 'user:1:mail', 'order:1'])
    await fill()
    await cache.invalidatePrefix('user:1:')
    expect(await left()).toEqual(['user:1', 'user:17:name', 'order:1'])
    await cache.clear()
    expect(await left()).toEqual([])
    await expect(cache.invalidatePrefix('user:1')).rejects.toMatchObject({ code: 'SW_ERR_KIT_CACHE_PREFIX' })
  })

  it('keeps nothing that was invalidated while it was loaded, and lets nobody join it any more', async () => {
    const { cache } = simulated()
    const { promise, resolve } = Promise.withResolvers<string>()
    const before = cache.getOrLoad('user:1:name', () => promise)
    await cache.invalidateTags(['whatever'])
    const after = cache.getOrLoad('user:1:name', () => 'new')
    expect(await after).toBe('new')
    resolve('old')
    expect(await before).toBe('old')
    expect(await cache.get('user:1:name')).toBe('new')
  })

  it('caches null, and not undefined', async () => {
    const { cache } = simulated()
    let loads = 0
    const read = (key: string, value: unknown) =>
      cache.getOrLoad(key, () => {
        loads++
        return value
      })
    expect([await read('none', null), await read('none', null)]).toEqual([null, null])
    expect(loads).toBe(1)
    expect([await read('gone', undefined), await read('gone', undefined)]).toEqual([undefined, undefined])
    expect(loads).toBe(3)
    await cache.set('none', undefined)
    expect(await cache.get('none')).toBeUndefined()
  })

  it.each([[{ ttlMs: 0 }], [{ ttlMs: Number.NaN }], [{ graceMs: -1 }], [{ graceMs: 1e12 }], [{ name: 'a b' }]])(
    'refuses %o',
    (wrong) => expect(() => simulated(wrong)).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_CACHE_OPTION' })),
  )

  it('refuses what is no JSON, and lives longer than invalidations are remembered', async () => {
    const { cache } = simulated()
    await expect(cache.set('big', 1n)).rejects.toMatchObject({ code: 'SW_ERR_KIT_CACHE_VALUE' })
    await expect(cache.getOrLoad('big', () => 1n)).rejects.toMatchObject({ code: 'SW_ERR_KIT_CACHE_VALUE' })
    await expect(cache.set('long', 1, { ttlMs: 1e9 })).rejects.toMatchObject({ code: 'SW_ERR_KIT_CACHE_OPTION' })
  })

  it('shows metrics that a registry takes', async () => {
    const { cache } = simulated()
    await cache.getOrLoad('key', () => 1)
    await cache.getOrLoad('key', () => 1)
    const samples = cache.metrics().flatMap(({ name, samples: all }) => all.map((sample) => ({ name, ...sample })))
    const times = 'shipworthy_cache_duration_seconds'
    for (const sample of [
      { name: times, suffix: '_count', labels: { cache: 'test', result: 'memory' }, value: 1 },
      { name: times, suffix: '_bucket', labels: { cache: 'test', result: 'load', le: '+Inf' }, value: 1 },
      { name: 'shipworthy_cache_loads_total', labels: { cache: 'test' }, value: 1 },
    ])
      expect(samples).toContainEqual(sample)
  })
})
