import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runOnce } from '../testing/run-once.ts'
import { heartbeat } from './heartbeat.ts'

const HOUR_MS = 3_600_000

describe('heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('is overdue after the period and its grace, and well after a beat', async () => {
    const nightly = heartbeat({ name: 'nightly', every: '1d', grace: '1h' })
    expect(await runOnce(nightly)).toMatchObject({ check: 'nightly', status: 'healthy' })
    vi.setSystemTime(Date.now() + 25 * HOUR_MS)
    expect(await runOnce(nightly)).toMatchObject({ status: 'healthy', value: 25 * 3600, unit: 's' })
    vi.setSystemTime(Date.now() + 1)
    expect(await runOnce(nightly)).toMatchObject({
      status: 'critical',
      message: 'no beat for 25 h; one was due after 1 d',
    })
    nightly.beat()
    expect(await runOnce(nightly)).toMatchObject({ status: 'healthy', value: 0 })
  })

  it('counts from when the job ended, if that is told', async () => {
    const nightly = heartbeat({ name: 'nightly', every: '1d', grace: '1h' })
    nightly.beat(Date.now() - 20 * HOUR_MS)
    expect(await runOnce(nightly)).toMatchObject({ status: 'healthy', value: 20 * 3600 })
    vi.setSystemTime(Date.now() + 6 * HOUR_MS)
    expect(await runOnce(nightly)).toMatchObject({ status: 'critical' })
  })

  it('is critical when the job says that it failed, until it beats', async () => {
    const nightly = heartbeat({ name: 'nightly', every: '1d' })
    nightly.fail('disk full')
    expect(await runOnce(nightly)).toMatchObject({ status: 'critical', message: 'disk full' })
    nightly.beat()
    expect(await runOnce(nightly)).toMatchObject({ status: 'healthy' })
  })

  it('says what it needs', () => {
    expect(() => heartbeat({ name: 'x', every: 'soon' as '1s' })).toThrow(/x\.every: expected a duration/)
  })
})
