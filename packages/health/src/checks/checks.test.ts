import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHealth } from '../create-health.ts'
import { measured, runOnce } from '../testing/run-once.ts'
import { eventLoop } from './event-loop.ts'
import { http } from './http.ts'
import { memory } from './memory.ts'
import { tcp } from './tcp.ts'

const open: { close: () => unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

describe('tcp', () => {
  it('connects, and hangs up', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1')
    open.push(server)
    await once(server, 'listening')
    const closed = once(server, 'connection').then(([socket]) => once(socket.resume(), 'close'))
    const result = await runOnce(tcp({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }))
    await closed
    expect(result.status).toBe('healthy')
    expect(measured(result)['connectTime']).toBeGreaterThan(0)
  })

  it('says that nobody is there', async () => {
    const result = await runOnce(tcp({ host: '127.0.0.1', port: 1, name: 'nobody' }))
    expect(result).toMatchObject({ check: 'nobody', status: 'critical', message: 'connect ECONNREFUSED 127.0.0.1:1' })
  })
})

describe('http', () => {
  async function serve(): Promise<string> {
    const server = createServer((request, response) => {
      if (request.url === '/hang') return
      if (request.url === '/json')
        return void response
          .writeHead(200, { 'content-type': 'application/json', 'x-role': 'primary' })
          .end('{"status":"ok","checks":{"db":{"up":true}},"nodes":[{"lag":3}],"none":null}')
      if (request.url === '/moved') return void response.writeHead(302, { location: '/200' }).end()
      if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end()
      if (request.url === '/echo')
        return void response.end(`${request.method} ${request.headers['authorization'] ?? 'nobody'}`)
      if (request.url?.startsWith('/to?'))
        return void response.writeHead(307, { location: decodeURIComponent(request.url.slice(4)) }).end()
      if (request.url === '/big') return void response.end(Buffer.alloc(5 * 1024 * 1024, 'x'))
      response.writeHead(Number(request.url!.slice(1)), { 'content-type': 'text/plain' }).end('all systems go')
    }).listen(0, '127.0.0.1')
    open.push({ close: () => server.close().closeAllConnections() })
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it.each([
    ['/200', {}, { status: 'healthy', value: 200 }],
    ['/302', {}, { status: 'healthy', value: 302 }],
    ['/503', {}, { status: 'critical', value: 503, message: 'answered 503, which is not expected' }],
    ['/404', { expectStatus: [200, 404] }, { status: 'healthy' }],
    ['/200', { expectStatus: 204 }, { status: 'critical' }],
    ['/418', { expectStatus: (status: number) => status === 418 }, { status: 'healthy' }],
    ['/200', { expectBody: /systems go$/ }, { status: 'healthy' }],
    ['/200', { expectBody: 'down' }, { status: 'critical', message: 'answered 200, but without the expected body' }],
    ['/json', { expectHeaders: { 'X-Role': 'primary', 'content-type': /^application\/json/ } }, { status: 'healthy' }],
    [
      '/json',
      { expectHeaders: { 'x-role': /replica/g } },
      { message: 'answered 200, but without the expected header x-role' },
    ],
    [
      '/json',
      { expectJson: { status: 'ok', 'checks.db.up': true, none: null, 'nodes.0.lag': (lag: number) => lag < 5 } },
      { status: 'healthy' },
    ],
    [
      '/json',
      { expectJson: { 'checks.db.up': false } },
      { status: 'critical', message: 'answered 200, but checks.db.up is true' },
    ],
    [
      '/json',
      { expectJson: { 'checks.cache.up': true } },
      { message: 'answered 200, but checks.cache.up is undefined' },
    ],
    ['/200', { expectJson: { a: 1 } }, { message: 'answered 200, but its body is no JSON, or longer than 64 KiB' }],
    ['/moved', { maxRedirects: 1, expectStatus: 200 }, { status: 'healthy', value: 200 }],
    ['/round', { maxRedirects: 3 }, { status: 'critical', message: 'redirected more than 3 times' }],
    ['/hang', { timeout: '100ms' }, { status: 'critical', fault: 'timeout' }],
    ['/big', { warnAbove: '10s' }, { status: 'healthy' }],
  ] as const)('judges %s with %o', async (path, options, expected) => {
    const url = `${await serve()}${path}`
    const result = await runOnce(http({ url, name: 'api', ...options }))
    expect(result).toMatchObject(expected)
    if (path === '/big') expect(measured(result)['bodySize']).toBe(5 * 1024 * 1024)
  })

  it('keeps what may be secret from where a redirect leads', async () => {
    const [one, two] = [await serve(), await serve()]
    const judge = (to: string, expectBody: string) =>
      runOnce(
        http({
          url: `${one}/to?${encodeURIComponent(to)}`,
          method: 'PUT',
          headers: { authorization: 'secret' },
          maxRedirects: 2,
          expectBody,
        }),
      )
    expect(await judge('/echo', 'PUT secret')).toMatchObject({ status: 'healthy' })
    expect(await judge(`${two}/echo`, 'PUT nobody')).toMatchObject({ status: 'healthy' })
    expect(await judge('file:///etc/passwd', '')).toMatchObject({ message: 'redirected to something other than http' })
  })

  it('is not named after what may be secret', () => {
    expect(http({ url: 'https://user:pw@api.example.com:8443/x?token=1' }).name).toBe('api.example.com')
  })
})

it('http and tcp leave no connection behind after 1,000 runs', { timeout: 120_000 }, async () => {
  const server = createServer((_, response) => void response.end('ok')).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await runOnce(http({ url: `http://127.0.0.1:${port}/`, name: 'api', timeout: '10s' }), 1000)
  await runOnce(tcp({ host: '127.0.0.1', port, timeout: '10s' }), 1000)
  const count = () => new Promise((resolve) => server.getConnections((_, connections) => resolve(connections)))
  await expect.poll(count).toBe(0)
})

describe('memory', () => {
  it('is measured against what there is', async () => {
    const result = await runOnce(memory({ warning: 0.001, critical: 100, clear: 0 }))
    expect(result).toMatchObject({ status: 'warning', unit: 'percent' })
    const { heapUsage, limit, rss } = measured(result)
    expect(heapUsage).toBeGreaterThan(0)
    expect(rss).toBeLessThan(limit!)
  })
})

describe('event loop', () => {
  const busyWait = (ms: number): void => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }

  it('is measured since the last run, not since the start', async () => {
    const health = createHealth({ autoStart: false, checks: [eventLoop()] })
    const read = async () => measured((await health.run()).checks[0]!.result!)
    // Idle first: a figure since the start would still show that when the loop is full.
    await new Promise((resolve) => void setTimeout(resolve, 300))
    await read()
    await new Promise((resolve) => void setImmediate(resolve))
    busyWait(400)
    const busy = await read()
    expect(busy['utilization']).toBeGreaterThan(0.9)
    // What else the machine does may take the time between two runs away.
    await expect.poll(async () => (await read())['utilization'], { interval: 300 }).toBeLessThan(0.5)
    await health.close()
  })

  it('is a warning when timers are late', async () => {
    const health = createHealth({ autoStart: false, checks: [eventLoop({ warning: { p99Delay: '100ms' } })] })
    await new Promise((resolve) => void setTimeout(resolve, 50))
    busyWait(300)
    await new Promise((resolve) => void setTimeout(resolve, 50))
    const { result } = (await health.run()).checks[0]!
    expect(result!.status).toBe('warning')
    expect(result!.value).toBeGreaterThan(100)
    await health.close()
  })
})
