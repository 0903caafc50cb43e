import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openIdle } from './open-idle.ts'

async function listen(handler: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('leaves connections open until it is told to close them', async () => {
  const { server, origin } = await listen((_, response) => response.end('ok'))
  const idle = await openIdle(origin, '/', 2)
  expect(idle.count).toBe(2)
  const open = (): Promise<number> => new Promise((done) => server.getConnections((_, count) => done(count)))
  expect(await open()).toBe(2)
  idle.close()
  await expect.poll(open, { timeout: 20_000 }).toBe(0)
})

it('counts only those that stay open', async () => {
  const { origin } = await listen((_, response) => response.setHeader('connection', 'close').end('ok'))
  expect((await openIdle(origin, '/', 2)).count).toBe(0)
})

it('does not wait for an answer that never ends', async () => {
  const { origin } = await listen((_, response) => {
    const drip = setInterval(() => response.write('.'), 200)
    response.on('close', () => clearInterval(drip))
  })
  expect((await openIdle(origin, '/', 2)).count).toBe(0)
})
