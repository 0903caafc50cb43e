import { connect } from '@nats-io/transport-node'
import { connect as connectOld } from 'nats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findNats } from '../../../../tools/servers/nats-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { runOnce, untilHealthy } from '../testing/run-once.ts'
import { nats } from './nats.ts'

const TIMEOUT_MS = 120_000

describeWith('NATS', findNats() as Extract<ReturnType<typeof findNats>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  const options = () => ({ servers: server.url, reconnectTimeWait: 50, maxReconnectAttempts: -1 })

  it.each([
    ['@nats-io/transport-node', () => connect(options())],
    ['nats', () => connectOld(options())],
  ])('frozen, killed and back, through %s', { timeout: TIMEOUT_MS }, async (_, open) => {
    const connection = await open()
    const check = nats({ connection, timeout: '20s' })
    const hasty = nats({ connection, timeout: '100ms' })
    expect(await runOnce(check, 1000)).toMatchObject({ check: 'nats', status: 'healthy' })
    server.pause()
    for (let run = 0; run < 5; run++)
      expect(await runOnce(hasty)).toMatchObject({ status: 'critical', fault: 'timeout' })
    server.resume()
    await untilHealthy(check)
    await server.kill()
    expect(await runOnce(hasty, 2)).toMatchObject({ status: 'critical' })
    await server.start()
    await untilHealthy(check)
    await connection.close()
    expect(await runOnce(check)).toMatchObject({ status: 'critical', message: 'the connection is closed' })
  })
})
