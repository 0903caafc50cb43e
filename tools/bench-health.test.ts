import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { medianRatio, startGenerator, startServer, type Measured } from './bench-health/compare-contenders.ts'
import { CONTENDERS, contenderOf } from './bench-health/contenders/contenders.ts'
import { isWhole } from './bench-health/is-whole.ts'
import { measureConnections } from './bench-health/measure-connections.ts'
import { sendRequests } from './bench-health/send-requests.ts'

const TIMEOUT_MS = 120_000

describe('the generator', () => {
  it('counts whole answers, those that are no success, and no more than were wanted', async () => {
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      if (asked % 2 === 0) response.statusCode = 503
      response.write('in ')
      response.end('pieces')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { requests, failures, p99Ms } = await sendRequests({
      port,
      path: '/',
      connections: 2,
      requests: 40,
      ms: 60_000,
    })
    server.close()
    expect(asked).toBe(requests)
    expect(requests).toBeGreaterThanOrEqual(40)
    expect(requests).toBeLessThan(43)
    expect(failures).toBe(Math.floor(requests / 2))
    expect(p99Ms).toBeGreaterThan(0)
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok', false],
    ['HTTP/1.1 200 OK\r\nContent-Le', false],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', false],
  ])('knows whether %j is there to its end', (text, whole) => expect(isWhole(Buffer.from(text))).toBe(whole))
})

describe.each(CONTENDERS.map((contender) => [contender.name, contender] as const))('%s', (name, { paths, without }) => {
  it('answers in a process of its own', { timeout: TIMEOUT_MS }, async () => {
    const server = await startServer(name)
    const generator = await startGenerator()
    try {
      const { port, probePort = port } = server.first!
      for (const [endpoint, path] of Object.entries(paths)) {
        const order = { port: endpoint === 'app' ? port : probePort, path, connections: 2, requests: 20, ms: 60_000 }
        const { requests, failures } = await generator.ask(order)
        expect([endpoint, failures]).toEqual([endpoint, 0])
        expect(requests).toBeGreaterThanOrEqual(20)
      }
      const { cpuUs, calls, mostInFlight } = await server.ask({ type: 'report' })
      expect(cpuUs).toBeGreaterThan(0)
      // Ours are called by schedule, whoever probes; the others for every probe.
      if (name.startsWith('ours')) expect(mostInFlight).toBe(1)
      else expect(calls >= 60).toBe(paths.ready !== undefined)
    } finally {
      await Promise.all([server.end(), generator.end()])
    }
  })

  it('is compared with a server that is measured too', () => {
    if (without !== undefined) expect(contenderOf(without).paths.app).toBe(paths.app)
  })
})

it('compares round by round', () => {
  const measured = (cpu: number[]): Measured => ({ rounds: cpu.map((cpuUs) => ({ cpuUs })) }) as unknown as Measured
  expect(medianRatio(measured([2, 40, 6]), measured([1, 10, 3]))).toBe(2)
})

it('sees no connection that grows', { timeout: TIMEOUT_MS }, async () => {
  expect(await measureConnections(20)).toEqual({ most: 2, left: 0 })
})
