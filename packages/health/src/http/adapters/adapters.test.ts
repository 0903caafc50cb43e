import 'reflect-metadata'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check } from '../../check.ts'
import { createHealth } from '../../create-health.ts'
import type { Health } from '../../health.ts'

const TOKEN = 'a-token-of-some-length'

interface Running {
  port: number
  close: () => Promise<unknown>
}

async function listening(server: Server): Promise<Running> {
  if (!server.listening) await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) }
}

// express4 has no declarations of its own; Express 5's fit what is used here.
const express4 = (await import('express4' as string)).default as typeof express

function expressApp(make: typeof express, health: Health): Promise<Running> {
  const app = make()
  app.use(health.express())
  app.use(make.json())
  app.get('/orders/:id', (request, response) => void response.json({ order: request.params.id }))
  app.get('/health/own', (_, response) => void response.json({ mine: true }))
  return listening(app.listen(0, '127.0.0.1'))
}

class Orders {
  find(): object {
    return { order: '7' }
  }
  own(): object {
    return { mine: true }
  }
}
// Decorators as functions: types are stripped here, not compiled.
const decorate = (method: 'find' | 'own', path: string): void =>
  void Get(path)(Orders.prototype, method, Object.getOwnPropertyDescriptor(Orders.prototype, method)!)
decorate('find', 'orders/:id')
decorate('own', 'health/own')
Controller()(Orders)
class AppModule {}
Module({ controllers: [Orders] })(AppModule)

const SERVERS: Record<string, (health: Health) => Promise<Running>> = {
  async 'node:http'(health) {
    const server = createServer((request, response) => {
      const body =
        request.url === '/orders/7' ? { order: '7' } : request.url === '/health/own' ? { mine: true } : undefined
      response.writeHead(body ? 200 : 404).end(JSON.stringify(body))
    })
    health.attach(server)
    return listening(server.listen(0, '127.0.0.1'))
  },
  'Express 4': (health) => expressApp(express4, health),
  'Express 5': (health) => expressApp(express, health),
  async Fastify(health) {
    const app = fastify()
    await app.register(health.fastify)
    app.get('/orders/:id', (request) => ({ order: (request.params as { id: string }).id }))
    app.get('/health/own', () => ({ mine: true }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
  },
  async Hono(health) {
    const app = new Hono()
    app.use(health.hono())
    app.get('/orders/:id', (context) => context.json({ order: context.req.param('id') }))
    app.get('/health/own', (context) => context.json({ mine: true }))
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
  },
  async Koa(health) {
    const app = new Koa()
    app.use(health.koa())
    app.use((context) => {
      if (context.path === '/orders/7') context.body = { order: '7' }
      if (context.path === '/health/own') context.body = { mine: true }
    })
    return listening(app.listen(0, '127.0.0.1'))
  },
  async Nest(health) {
    const app = await NestFactory.create(AppModule, { logger: false })
    health.nest(app)
    await app.listen(0, '127.0.0.1')
    return { port: (app.getHttpServer().address() as AddressInfo).port, close: () => app.close() }
  },
  async 'a server of its own'(health) {
    return health.listen({ port: 0, host: '127.0.0.1' })
  },
  async 'a thread of its own'(health) {
    return health.listen({ port: 0, host: '127.0.0.1', thread: true })
  },
}

describe.each(Object.entries(SERVERS))('health on %s', (name, start) => {
  let health: Health
  let server: Running
  let isUp: boolean
  let calls: number

  beforeEach(async () => {
    isUp = true
    calls = 0
    health = createHealth({
      service: { name: 'orders', version: '1.4.0', release: 'abc' },
      access: { token: TOKEN },
      autoStart: false,
      checks: [
        check('database', { kind: 'readiness', onFail: 'critical', failAfter: 1, interval: '1h' }, () => {
          calls++
          return { status: isUp ? 'healthy' : 'critical', message: 'pool: 3 waiting', value: 3 }
        }),
      ],
    })
    server = await start(health)
    await health.run()
    health.ready()
    if (name.includes('thread')) await passed(server.port)
  })
  afterEach(async () => {
    await server.close()
    await health.close()
  })

  const at = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
  /** The thread learns of changes a moment later. */
  async function passed(port: number, status = 200): Promise<void> {
    const deadline = performance.now() + 5_000
    while ((await fetch(`http://127.0.0.1:${port}/readyz`)).status !== status)
      if (performance.now() > deadline) throw new Error(`/readyz never answered ${status}`)
  }

  it('answers probes, with queries, trailing slashes and HEAD', async () => {
    for (const path of [
      '/health',
      '/health/',
      '/health/live',
      '/livez',
      '/health/ready/',
      '/readyz?x=1',
      '/health/startup',
      '/readyz/database',
    ])
      expect([path, (await at(path)).status]).toEqual([path, 200])
    const head = await at('/health/?probe=7', { method: 'HEAD' })
    const get = await at('/health')
    expect(await get.json()).toEqual({ status: 'healthy' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    for (const response of [head, get]) {
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('etag')).toBeNull()
      expect(response.headers.get('content-length')).toBe('21')
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    }
  })

  it('says no to the wrong method, also with a body', async () => {
    const response = await at('/livez', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('follows what the checks say, without asking them for it', async () => {
    isUp = false
    await health.run()
    await passed(server.port, 503)
    const before = calls
    for (let i = 0; i < 50; i++) expect((await at('/readyz')).status).toBe(503)
    expect(calls).toBe(before)
    expect((await at('/health/')).status).toBe(503)
    expect((await at('/livez')).status).toBe(200)
    expect((await at('/readyz?exclude=database')).status).toBe(200)
    expect(await (await at('/readyz')).text()).toBe('{"status":"critical"}\n')
  })

  it('shows details to those who may see them', async () => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' }
    const detailed = await (await at('/health/detailed', { headers })).json()
    expect(detailed).toMatchObject({
      checks: { database: { status: 'healthy', value: 3, message: 'pool: 3 waiting' } },
    })
    expect(detailed).toHaveProperty('process.rssBytes')
    const wrong = { ...headers, authorization: 'Bearer not-the-right-token' }
    expect((await at('/health/detailed', { headers: wrong })).status).toBe(403)
    expect((await at('/health/detailed', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(401)
  })

  it('starts and stops monitoring for those who may', async () => {
    health.start()
    const authorized = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } }
    expect((await at('/health/system/stop', { method: 'POST' })).status).toBe(401)
    expect(health.snapshot().monitoring).toBe(true)
    expect(await (await at('/health/system/stop', authorized)).json()).toEqual({ monitoring: false })
    expect(health.snapshot().monitoring).toBe(false)
    expect(await (await at('/health/system/start', authorized)).json()).toEqual({ monitoring: true })
    expect((await at('/health/system/start')).status).toBe(405)
  })

  it('gives metrics, versions and history', async () => {
    expect(await (await at('/health/metrics')).text()).toContain(
      'shipworthy_check_status{check="database",kind="readiness"} 2\n',
    )
    expect(await (await at('/health/version')).json()).toEqual({
      name: 'orders',
      version: '1.4.0',
      release: 'abc',
      node: process.version,
    })
    const headers = { authorization: `Bearer ${TOKEN}` }
    const csv = await (await at('/health/system/export?format=csv', { headers })).text()
    expect(csv.split('\r\n')[1]).toMatch(/^20.*,database,readiness,healthy,3,,[\d.]+,pool: 3 waiting$/)
    const { results } = (await (await at('/health/system/export', { headers })).json()) as { results: unknown[] }
    expect(results).toHaveLength(1)
  })

  it('speaks health+json when asked to', async () => {
    const response = await at('/readyz', { headers: { accept: 'application/health+json' } })
    expect(response.headers.get('content-type')).toBe('application/health+json; charset=utf-8')
    expect(await response.json()).toEqual({ status: 'pass' })
  })

  it('leaves the rest to the application', async () => {
    if (name.includes('of its own')) {
      expect((await at('/orders/7')).status).toBe(404)
      return
    }
    expect(await (await at('/orders/7')).json()).toEqual({ order: '7' })
    expect(await (await at('/health/own')).json()).toEqual({ mine: true })
    expect((await at('/healthy')).status).toBe(404)
  })
})
