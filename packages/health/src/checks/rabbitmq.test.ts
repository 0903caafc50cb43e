import { connect, type ChannelModel } from 'amqplib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRabbitmq } from '../../../../tools/servers/rabbitmq-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { runOnce, untilHealthy } from '../testing/run-once.ts'
import { rabbitmq } from './rabbitmq.ts'

const TIMEOUT_MS = 180_000
const PATIENT = { timeout: '30s' } as const

describeWith('RabbitMQ', findRabbitmq() as Extract<ReturnType<typeof findRabbitmq>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  const open = async (): Promise<ChannelModel> => (await connect(server.url)).on('error', () => {})

  it('is judged by a queue; frozen, killed and back', { timeout: TIMEOUT_MS }, async () => {
    let connection = await open()
    const check = rabbitmq({ connection: () => connection, ...PATIENT })
    expect(await runOnce(check)).toMatchObject({ check: 'rabbitmq', status: 'healthy', measurements: [] })

    const own = rabbitmq({ connection, queue: 'mails', maxMessages: 2, ...PATIENT })
    // Asked for again and again: a missing queue must end a channel of the check, and nothing of the service.
    for (let run = 0; run < 2; run++)
      expect(await runOnce(own)).toMatchObject({
        status: 'critical',
        message: expect.stringContaining("no queue 'mails'"),
      })
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('mails')
    expect(await runOnce(own)).toMatchObject({
      status: 'critical',
      value: 0,
      message: expect.stringContaining('consumers is 0'),
    })
    const { consumerTag } = await channel.consume('mails', () => {})
    expect(await runOnce(own)).toMatchObject({ status: 'healthy' })
    await channel.cancel(consumerTag)
    for (const text of ['a', 'b']) channel.sendToQueue('mails', Buffer.from(text))
    await channel.waitForConfirms()
    const idle = rabbitmq({ connection, queue: 'mails', maxMessages: 2, minConsumers: 0, ...PATIENT })
    expect(await runOnce(idle)).toMatchObject({ status: 'warning', value: 2 })

    // More runs than the connection may have channels.
    await runOnce(idle, 1000)
    const { connection: inner } = connection as unknown as { connection: { channels: unknown[] } }
    expect(inner.channels.filter(Boolean)).toHaveLength(2)

    server.pause()
    const hasty = rabbitmq({ connection, timeout: '100ms' })
    for (let run = 0; run < 3; run++)
      expect(await runOnce(hasty)).toMatchObject({ status: 'critical', fault: 'timeout' })
    server.resume()
    await untilHealthy(check)
    await server.kill()
    expect(await runOnce(check)).toMatchObject({ status: 'critical' })
    await server.start()
    connection = await open()
    await untilHealthy(check)
    await connection.close()
  })
})
