import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { measured, runOnce, untilHealthy } from '../testing/run-once.ts'
import { bullmq } from './bullmq.ts'

const TIMEOUT_MS = 120_000
const PATIENT = { timeout: '20s' } as const

describeWith('Redis', findRedis() as Extract<ReturnType<typeof findRedis>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  const connection = () => ({ host: '127.0.0.1', port: server.port })

  function createQueue(name: string) {
    const queue = new Queue(name, { connection: connection() })
    queue.on('error', () => {})
    return Object.assign(queue, { [Symbol.asyncDispose]: () => queue.close() })
  }

  async function work(name: string, process: () => Promise<void>) {
    const worker = new Worker(name, process, { connection: connection() })
    worker.on('error', () => {})
    await worker.waitUntilReady()
    return Object.assign(worker, { [Symbol.asyncDispose]: () => worker.close(true) })
  }

  it('without workers is critical', { timeout: TIMEOUT_MS }, async () => {
    await using queue = createQueue('mails')
    const check = bullmq({ queue, ...PATIENT })
    expect(await runOnce(check)).toMatchObject({
      check: 'bullmq:mails',
      status: 'critical',
      message: expect.stringContaining('workers is 0'),
    })
    await using worker = await work('mails', async () => {})
    expect(await runOnce(check)).toMatchObject({ status: 'healthy', value: 0 })
    expect(worker.isRunning()).toBe(true)
  })

  it('is judged by what waits, and for how long', { timeout: TIMEOUT_MS }, async () => {
    await using queue = createQueue('exports')
    const common = { queue, minWorkers: 0, ...PATIENT }
    await queue.add('a', {}, { timestamp: Date.now() - 600_000 })
    await queue.add('b', {})
    await queue.add('c', {}, { priority: 5 })
    const result = await runOnce(bullmq(common))
    expect(result).toMatchObject({
      status: 'warning',
      value: 3,
      message: expect.stringMatching(/^oldestWaiting is 600\d{3}/),
    })
    expect(await runOnce(bullmq({ ...common, maxOldest: '1h' }))).toMatchObject({ status: 'healthy' })
    expect(await runOnce(bullmq({ ...common, maxOldest: '1h', maxWaiting: 3 }))).toMatchObject({ status: 'warning' })
    await queue.pause()
    expect(await runOnce(bullmq(common))).toMatchObject({ status: 'healthy', value: 3, metadata: { isPaused: true } })
  })

  it('that fails again and again is a warning', { timeout: TIMEOUT_MS }, async () => {
    await using queue = createQueue('payments')
    const check = bullmq({ queue, ...PATIENT })
    let failures = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    await using worker = await work('payments', async () => {
      throw new Error('no')
    })
    worker.on('failed', () => void (++failures === 12 && resolve()))
    for (let job = 0; job < 12; job++) await queue.add('pay', {})
    await promise
    const result = await runOnce(check)
    expect(result).toMatchObject({ status: 'warning', message: expect.stringContaining('failedPerMinute is') })
    expect(measured(result)).toMatchObject({ failed: 12, workers: 1 })
  })

  it('is known again when Redis is back, and grows no connections', { timeout: TIMEOUT_MS }, async () => {
    await using queue = createQueue('later')
    const check = bullmq({ queue, minWorkers: 0, timeout: '500ms' })
    await untilHealthy(check)
    await server.kill()
    expect(await runOnce(check, 2)).toMatchObject({ status: 'critical' })
    await server.start()
    await untilHealthy(check)
    const admin = new Redis(server.url)
    const count = async () => Number(/connected_clients:(\d+)/.exec(await admin.info('clients'))![1])
    const before = await count()
    await runOnce(check, 1000)
    expect(await count()).toBe(before)
    admin.disconnect()
  })
})
