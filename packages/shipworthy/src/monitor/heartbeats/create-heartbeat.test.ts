import { createMemoryStore } from '@shipworthy/health'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { judgeCheck } from '../testing/judge-check.ts'
import { createHeartbeat } from './create-heartbeat.ts'

const HOUR_MS = 3_600_000
const OPTIONS = { name: 'shop.nightly', every: '1d', grace: '1h' } as const

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const later = (hours: number): void => void vi.setSystemTime(Date.now() + hours * HOUR_MS)

describe('a heartbeat that is kept', () => {
  it('is overdue after a restart, too', async () => {
    const store = createMemoryStore()
    const first = await createHeartbeat(OPTIONS, () => store)
    await first.note()
    later(20)
    const second = await createHeartbeat(OPTIONS, () => store)
    expect(await judgeCheck(second.check)).toMatchObject({ status: 'healthy', value: 20 * 3_600 })
    later(6)
    const third = await createHeartbeat(OPTIONS, () => store)
    expect(await judgeCheck(third.check)).toMatchObject({
      status: 'critical',
      message: expect.stringContaining('26 h'),
    })
  })

  it('of a job that never ran is overdue in spite of restarts', async () => {
    const store = createMemoryStore()
    for (let restart = 0; restart < 3; restart++) {
      expect(await judgeCheck((await createHeartbeat(OPTIONS, () => store)).check)).toMatchObject({ status: 'healthy' })
      later(12)
    }
    expect(await judgeCheck((await createHeartbeat(OPTIONS, () => store)).check)).toMatchObject({ status: 'critical' })
  })

  it('knows after a restart that the job has failed, until it is well again', async () => {
    const store = createMemoryStore()
    await (await createHeartbeat(OPTIONS, () => store)).note('disk full')
    const again = await createHeartbeat(OPTIONS, () => store)
    expect(await judgeCheck(again.check)).toMatchObject({ status: 'critical', message: 'disk full' })
    later(1)
    await again.note()
    expect(await judgeCheck(again.check)).toMatchObject({ status: 'healthy', value: 0 })
  })

  it('is shared by monitors on one store; the later word counts', async () => {
    const store = createMemoryStore()
    const [one, other] = [await createHeartbeat(OPTIONS, () => store), await createHeartbeat(OPTIONS, () => store)]
    later(20)
    await one.note()
    later(6)
    // The first run asks the store, the next one knows.
    await judgeCheck(other.check)
    expect(await judgeCheck(other.check)).toMatchObject({ status: 'healthy', value: 6 * 3_600 })
    await other.note('no network')
    vi.setSystemTime(Date.now() - HOUR_MS)
    await one.note()
    expect(await judgeCheck(other.check)).toMatchObject({ status: 'critical', message: 'no network' })
  })

  it('goes on in memory while the store fails, and says that nothing was kept', async () => {
    const broken = { ...createMemoryStore(), load: () => Promise.reject(new Error('gone')) }
    const heartbeat = await createHeartbeat(OPTIONS, () => broken)
    later(20)
    await expect(heartbeat.note()).rejects.toThrow('gone')
    later(20)
    expect(await judgeCheck(heartbeat.check)).toMatchObject({ status: 'healthy', value: 20 * 3_600 })
  })

  it('takes what the store says only when it is later than what was heard here', async () => {
    const store = createMemoryStore()
    const heartbeat = await createHeartbeat(OPTIONS, () => store)
    const stale = JSON.stringify({ at: Date.now() - 48 * HOUR_MS })
    await heartbeat.note()
    store.save!('heartbeat:shop.nightly', stale, (await store.load!('heartbeat:shop.nightly'))!.version)
    await judgeCheck(heartbeat.check)
    expect(await judgeCheck(heartbeat.check)).toMatchObject({ status: 'healthy', value: 0 })
  })
})
