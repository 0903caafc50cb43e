import { connect } from 'amqplib'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import PgBoss from 'pg-boss'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { describeWith } from '../../../../../tools/servers/describe-with.ts'
import { findNats } from '../../../../../tools/servers/nats-server.ts'
import { findPostgres } from '../../../../../tools/servers/postgres-server.ts'
import { findRabbitmq } from '../../../../../tools/servers/rabbitmq-server.ts'
import { findRedis } from '../../../../../tools/servers/redis-server.ts'
import type { Found, TestServer } from '../../../../../tools/servers/test-server.ts'
import { buildCheck, type BuiltCheck } from '../build-check.ts'
import { checkSchema } from '../schema/check-schemas.ts'
import { judgeCheck, untilHealthy } from '../testing/judge-check.ts'

const TIMEOUT_MS = 240_000
const SERVERS: readonly [name: string, found: Found, suite: (server: () => TestServer) => void][] = [
  ['RabbitMQ', findRabbitmq(), rabbitmq],
  ['NATS', findNats(), nats],
  ['Redis', findRedis(), bullmq],
  ['PostgreSQL', findPostgres(), pgBoss],
]

for (const [name, found, suite] of SERVERS)
  describeWith(name, found as Extract<Found, { start: unknown }>, ({ start }) => {
    let server: TestServer
    beforeAll(async () => void (server = await start()), TIMEOUT_MS)
    afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)
    suite(() => server)
  })

async function build(entry: object): Promise<BuiltCheck> {
  const check = checkSchema.parse({ timeout: '20s', ...entry })
  const built = await buildCheck({ name: 'shop.x', place: [], dependsOn: [], check }, { folder: import.meta.dirname })
  onTestFinished(() => void built.close())
  return built
}

/** Not there at the start, there, gone, there again; frozen it holds up no end. */
async function outlive(server: TestServer, entry: object): Promise<void> {
  await server.stop()
  const { health, close } = await build({ ...entry, timeout: '5s' })
  expect(await judgeCheck(health)).toMatchObject({ status: 'critical' })
  await server.start()
  await untilHealthy(health)
  await server.kill()
  expect(await judgeCheck(health)).toMatchObject({ status: 'critical' })
  await server.start()
  await untilHealthy(health)
  server.pause()
  await close()
  server.resume()
}

function rabbitmq(server: () => TestServer): void {
  it('a queue is judged', { timeout: TIMEOUT_MS }, async () => {
    const connection = await connect(server().url)
    onTestFinished(() => connection.close())
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('mails')
    for (const text of ['a', 'b']) channel.sendToQueue('mails', Buffer.from(text))
    await channel.waitForConfirms()
    const entry = { type: 'rabbitmq', url: server().url, queue: 'mails' }
    expect(await judgeCheck((await build(entry)).health)).toMatchObject({
      status: 'critical',
      message: expect.stringContaining('consumers is 0'),
    })
    const idle = await build({ ...entry, minConsumers: 0, maxMessages: 2 })
    expect(await judgeCheck(idle.health)).toMatchObject({ status: 'warning', value: 2 })
  })

  it('is outlived', { timeout: TIMEOUT_MS }, () => outlive(server(), { type: 'rabbitmq', url: server().url }))
}

function nats(server: () => TestServer): void {
  it('is outlived', { timeout: TIMEOUT_MS }, () => outlive(server(), { type: 'nats', url: server().url }))
}

function bullmq(server: () => TestServer): void {
  it('a queue is judged, and nothing is written to it', { timeout: TIMEOUT_MS }, async () => {
    const entry = { type: 'bullmq', url: server().url, queue: 'mails', prefix: 'shop', minWorkers: 0 }
    const { health } = await build(entry)
    expect(await judgeCheck(health)).toMatchObject({ status: 'healthy', value: 0 })
    const redis = new Redis(server().url)
    onTestFinished(() => redis.disconnect())
    expect(await redis.keys('*')).toEqual([])
    const queue = new Queue('mails', { connection: { url: server().url }, prefix: 'shop' })
    onTestFinished(() => queue.close())
    await queue.add('a', {}, { timestamp: Date.now() - 600_000 })
    expect(await judgeCheck(health)).toMatchObject({ status: 'warning', value: 1 })
    const lonely = await build({ ...entry, minWorkers: 1 })
    expect(await judgeCheck(lonely.health)).toMatchObject({
      status: 'critical',
      message: expect.stringContaining('workers is 0'),
    })
  })

  it('is outlived', { timeout: TIMEOUT_MS }, () =>
    outlive(server(), { type: 'bullmq', url: server().url, queue: 'later', minWorkers: 0 }),
  )
}

function pgBoss(server: () => TestServer): void {
  it('a queue is judged, without the package pg-boss', { timeout: TIMEOUT_MS }, async () => {
    const boss = new PgBoss({ connectionString: server().url, max: 2 })
    boss.on('error', () => {})
    await boss.start()
    onTestFinished(() => boss.stop({ graceful: false }))
    await boss.createQueue('invoices')
    const { health } = await build({ type: 'pgBoss', url: server().url, queue: 'invoices', maxWaiting: 1 })
    expect(await judgeCheck(health)).toMatchObject({ status: 'healthy', value: 0 })
    await boss.send('invoices', {})
    expect(await judgeCheck(health)).toMatchObject({ status: 'warning', value: 1 })
  })
}
