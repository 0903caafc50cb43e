import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

const TIMEOUT_MS = 120_000

describeWith('Redis', findRedis() as Extract<ReturnType<typeof findRedis>, { start: unknown }>, (found) => {
  let server: TestServer
  let queue: Queue
  beforeAll(async () => {
    server = await found.start()
    queue = new Queue('mail', { connection: { url: server.url } })
  }, TIMEOUT_MS)
  afterAll(async () => {
    await queue.close()
    await server[Symbol.asyncDispose]()
  }, TIMEOUT_MS)
  const judge = () => outcomesOf({ redisUrl: server.url })

  it('jobs that nobody takes, and then somebody', { timeout: TIMEOUT_MS }, async () => {
    await queue.add('welcome', { to: 'a@example.com' })
    const deserted = await judge()
    expect(deserted.of('background-tasks/no-workers')).toMatchObject({
      outcome: 'fail',
      severity: 'critical',
      findings: [{ message: 'no worker is connected to the queue mail, and it has work' }],
    })
    expect(JSON.stringify(deserted.report), 'data of jobs is not read').not.toContain('a@example.com')
    await queue.add('later', {}, { delay: 3_600_000 })
    const worker = new Worker('mail', async () => {}, { connection: { url: server.url }, name: 'first' })
    await worker.waitUntilReady()
    await expect.poll(async () => (await queue.getWorkers()).length, { timeout: 60_000 }).toBe(1)
    const served = await judge()
    expect(served.of('background-tasks/no-workers').outcome).toBe('pass')
    await worker.close()
  })

  it('a job that has waited since yesterday', { timeout: TIMEOUT_MS }, async () => {
    const fresh = await queue.add('report', {})
    expect((await judge()).of('background-tasks/backlog').outcome).toBe('pass')
    await fresh.remove()
    await queue.add('report', {}, { timestamp: Date.now() - 24 * 3_600_000 })
    expect((await judge()).of('background-tasks/backlog')).toMatchObject({ outcome: 'fail', severity: 'critical' })
    await queue.drain()
  })

  it('jobs that fail, and schedules that are there twice', { timeout: TIMEOUT_MS }, async () => {
    await queue.upsertJobScheduler('one', { pattern: '0 3 * * *' }, { name: 'nightly' })
    await queue.upsertJobScheduler('other', { pattern: '0 4 * * *' }, { name: 'nightly' })
    const before = await judge()
    expect(before.of('background-tasks/failed-growing').outcome).toBe('pass')
    expect(before.of('background-tasks/duplicate-repeatable').outcome).toBe('pass')
    await queue.upsertJobScheduler('other', { pattern: '0 3 * * *' }, { name: 'nightly' })
    const jobs = await queue.addBulk(Array.from({ length: 12 }, () => ({ name: 'fails', data: {} })))
    let failed = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    const worker = new Worker('mail', () => Promise.reject(new Error('no')), { connection: { url: server.url } })
    worker.on('failed', () => {
      if (++failed === jobs.length) resolve()
    })
    await promise
    const after = await judge()
    expect(after.of('background-tasks/failed-growing')).toMatchObject({
      outcome: 'fail',
      findings: [{ message: '12 jobs of mail failed within the last hour' }],
    })
    expect(after.of('background-tasks/duplicate-repeatable').outcome).toBe('fail')
    await worker.close()
  })

  it('counts that this user may not ask for are not none', { timeout: TIMEOUT_MS }, async () => {
    const client = new Redis(server.url)
    const rights = ['+ping', '+client|setname', '+client|list', '+scan', '+hget', '+hmget', '+zrange', '+lrange']
    await client.acl('SETUSER', 'viewer', 'on', '>viewer-word', '~*', 'nocommands', ...rights)
    client.disconnect()
    const { of } = await outcomesOf({ redisUrl: `redis://viewer:viewer-word@127.0.0.1:${server.port}` })
    for (const rule of ['backlog', 'failed-growing', 'no-workers'])
      expect(of(`background-tasks/${rule}`).outcome, rule).toBe('unknown')
  })
})
