import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import { runOnce } from '../testing/run-once.ts'
import { network } from './network.ts'

const open: { close: () => unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function listen(): Promise<string> {
  const server = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('network', () => {
  it('is as good as the hosts that can be reached', async () => {
    const [one, two] = [await listen(), await listen()]
    const judge = (...hosts: string[]) => runOnce(network({ hosts, timeout: '10s' }))
    expect(await judge(one, two)).toMatchObject({ status: 'healthy', value: 2, unit: 'hosts' })
    expect(await judge(one, '127.0.0.1:1')).toMatchObject({
      status: 'warning',
      value: 1,
      message: '127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    })
    expect(await judge('127.0.0.1:1', '[::1]:1')).toMatchObject({ status: 'critical', value: 0 })
    expect(await judge(one, 'nowhere.invalid:443')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('nowhere.invalid'),
    })
  })

  it('says what it needs', () => {
    expect(() => network({ hosts: [] })).toThrow(/network\.hosts: expected an array/)
    expect(() => network({ hosts: ['db.internal'] })).toThrow(/network\.hosts\[0\]: expected 'host:port'/)
  })

  it('leaves no connection behind after 1,000 runs', { timeout: 120_000 }, async () => {
    const server = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1')
    open.push(server)
    await once(server, 'listening')
    await runOnce(network({ hosts: [`127.0.0.1:${(server.address() as AddressInfo).port}`], timeout: '10s' }), 1000)
    const count = () => new Promise((resolve) => server.getConnections((_, connections) => resolve(connections)))
    await expect.poll(count).toBe(0)
  })
})

describeWith('Redis', findRedis() as Extract<ReturnType<typeof findRedis>, { start: unknown }>, ({ start }) => {
  it('a host that swallows packets does not hide what the others said', { timeout: 60_000 }, async () => {
    await using server = await start()
    // Linux answers no more connections when a frozen server has this many to accept (511 in Redis).
    server.pause()
    const sockets = Array.from({ length: 600 }, () => connect(server.port, '127.0.0.1').on('error', () => {}))
    const judge = async () => runOnce(network({ hosts: [await listen(), `127.0.0.1:${server.port}`], timeout: '2s' }))
    await expect
      .poll(judge, { timeout: 30_000 })
      .toMatchObject({ status: 'warning', value: 1, message: `127.0.0.1:${server.port}: no answer` })
    for (const socket of sockets) socket.destroy()
    server.resume()
  })
})
