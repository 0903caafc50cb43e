import { once } from 'node:events'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check } from '../../check.ts'
import { createHealth } from '../../create-health.ts'
import type { Health } from '../../health.ts'
import type { SelfEvent } from '../../model/health-events.ts'

/** Asks a path again and again from a thread of its own, so that a blocked main thread does not block the asking. */
const PROBER = `
const { parentPort, workerData } = require('node:worker_threads')
const { get } = require('node:http')
const counts = {}
let isOpen = true
parentPort.on('message', () => { isOpen = false })
function probe() {
  if (!isOpen) return parentPort.postMessage(counts), parentPort.close()
  const again = (what) => { counts[what] = (counts[what] ?? 0) + 1; setTimeout(probe, 25) }
  const request = get({ port: workerData.port, path: workerData.path, timeout: 2500 }, (response) => {
    response.resume().on('end', () => again(response.statusCode))
  })
  request.on('timeout', () => request.destroy(new Error('timeout'))).on('error', (error) => again(error.message))
}
probe()
parentPort.postMessage('probing')
`

function busyWait(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

async function probeDuring(port: number, path: string, work: () => void): Promise<Record<string, number>> {
  const prober = new Worker(PROBER, { eval: true, workerData: { port, path } })
  await once(prober, 'message')
  work()
  prober.postMessage('stop')
  const [counts] = (await once(prober, 'message')) as [Record<string, number>]
  return counts
}

describe('probes answered by a thread of their own', () => {
  let health: Health
  let selfEvents: SelfEvent[]
  beforeEach(async () => {
    health = createHealth({ checks: [check('database', { kind: 'readiness', onFail: 'critical' }, () => true)] })
    selfEvents = []
    health.on('self', (event) => void selfEvents.push(event))
    await health.run()
    health.ready()
  })
  afterEach(() => health.close())

  it('all succeed while the event loop is blocked, and the stall is reported with its stack', async () => {
    const { port } = await health.listen({ port: 0, host: '127.0.0.1', thread: { reportAfter: '300ms' } })
    const counts = await probeDuring(port, '/livez', () => busyWait(3_000))
    expect(Object.keys(counts)).toEqual(['200'])
    expect(counts['200']).toBeGreaterThan(10)
    while (selfEvents.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(selfEvents[0]).toMatchObject({ name: 'self:event-loop', status: 'warning' })
    expect(selfEvents[0]!.message).toMatch(/^the event loop was blocked for .* m?s$/)
    expect(selfEvents[0]!.metadata!['durationMs']).toBeGreaterThan(300)
    expect(selfEvents[0]!.metadata!['stack']).toMatch(/busyWait \(.*listen-in-thread\.test\.ts:\d+\)/)
  })

  it('fail once the loop has been blocked for too long, readiness before liveness', { timeout: 60_000 }, async () => {
    const thread = { unreadyAfter: '300ms', deadAfter: '4s' } as const
    const { port } = await health.listen({ port: 0, host: '127.0.0.1', thread })
    const ready = await probeDuring(port, '/readyz', () => busyWait(1_500))
    const live = await probeDuring(port, '/livez', () => busyWait(1_500))
    const dead = await probeDuring(port, '/livez', () => busyWait(7_000))
    expect(Object.keys(ready)).toContain('503')
    expect(Object.keys(live)).toEqual(['200'])
    expect(Object.keys(dead)).toContain('503')
  })

  it('know of every change, and ask the main thread for the rest', async () => {
    const { port } = await health.listen({ port: 0, host: '127.0.0.1', thread: true })
    const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init)
    expect((await at('/readyz?x=1')).status).toBe(200)
    expect(await (await at('/readyz?verbose')).text()).toContain('[+]database ok')
    expect(await (await at('/health/detailed')).json()).toMatchObject({ status: 'healthy' })
    expect((await at('/orders')).status).toBe(404)
    expect((await at('/livez', { method: 'HEAD' })).headers.get('content-length')).toBe('21')
    void health.drain()
    await expect.poll(async () => (await at('/readyz')).json()).toEqual({ status: 'draining' })
    expect((await at('/livez')).status).toBe(200)
  })

  it('say why they cannot listen', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(health.listen({ port, host: '127.0.0.1', thread: true })).rejects.toMatchObject({
      code: 'SW_ERR_HEALTH_LISTEN',
      message: expect.stringContaining('EADDRINUSE'),
    })
    other.close()
  })
})
