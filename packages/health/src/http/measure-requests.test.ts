import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createHealth } from '../create-health.ts'

async function ask(server: Server, ...paths: string[]): Promise<void> {
  const { port } = server.address() as AddressInfo
  for (const path of paths) await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
}

const line = (route: string, status: string, count: number) =>
  `http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"} ${count}\n`

describe('requests are measured by route pattern', () => {
  it('on Express, also in routers', async () => {
    const app = express()
    const orders = express.Router()
    orders.get('/:id', (_, response) => void response.end())
    app.use('/orders', orders)
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const health = createHealth()
    health.attach(server)
    health.measureRequests(server)
    await ask(server, '/orders/1', '/orders/2', '/nowhere/3', '/livez')
    const metrics = health.metrics()
    expect(metrics).toContain(line('/orders/:id', '2xx', 2))
    expect(metrics).toContain(line('unmatched', '4xx', 1))
    expect(metrics).toContain('http_requests_in_flight 0\n')
    server.close()
    await health.close()
  })

  it('on Fastify', async () => {
    const app = fastify()
    const health = createHealth()
    await app.register(health.fastify)
    app.get('/orders/:id', () => ({}))
    await app.listen({ port: 0, host: '127.0.0.1' })
    health.measureRequests(app.server)
    await ask(app.server, '/orders/1', '/nowhere/3')
    expect(health.metrics()).toContain(line('/orders/:id', '2xx', 1))
    expect(health.metrics()).toContain(line('unmatched', '4xx', 1))
    await app.close()
    await health.close()
  })
})
