import { Agent, get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createLifecycle } from './create-lifecycle.ts'
import { startService } from './testing/start-service.ts'

async function ask(port: number, path: string, agent?: Agent): Promise<{ body: string; response: IncomingMessage }> {
  const request = get({ port, path, host: '127.0.0.1', ...(agent && { agent }) })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { body: await text(response), response }
}

describe('a service that is told to stop', () => {
  it('starts from the inside out and stops from the outside in', async () => {
    const service = await startService('plain')
    service.child.kill('SIGTERM')
    expect(await service.ended).toEqual({ exitCode: 0, signal: null })
    expect(service.lines.filter((line) => !line.startsWith('port'))).toEqual([
      'log up',
      'pool up',
      'worker up',
      'ready',
      'draining',
      'worker down',
      'pool down',
      'log down',
    ])
  })

  it.each(['/slow', '/stream'])('answers the request to %s that it has begun', async (path) => {
    const service = await startService('plain')
    const answer = ask(service.port, path, new Agent({ keepAlive: true }))
    await service.says('begun')
    service.child.kill('SIGTERM')
    expect((await answer).body).toBe(path === '/slow' ? 'done' : 'headtail')
    expect((await service.ended).exitCode).toBe(0)
  })

  it('tells clients that keep their connection to go elsewhere, and still answers them', async () => {
    const service = await startService('delay')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const before = await ask(service.port, '/', agent)
    expect(before.response.headers.connection).toBe('keep-alive')
    service.child.kill('SIGTERM')
    await service.says('draining')
    const after = await ask(service.port, '/', agent)
    expect(after.body).toBe('ok')
    expect(after.response.headers.connection).toBe('close')
    expect((await service.ended).exitCode).toBe(0)
  })

  it('ends at once when it is told a second time', async () => {
    const service = await startService('slow worker')
    service.child.kill('SIGTERM')
    await service.says('draining')
    service.child.kill('SIGTERM')
    expect((await service.ended).exitCode).toBe(128 + 15)
  })

  it('abandons what does not stop, says so, and ends with 1', async () => {
    const service = await startService('stuck')
    service.child.kill('SIGTERM')
    expect((await service.ended).exitCode).toBe(1)
    expect(service.errors()).toContain('pool did not stop')
  })
})

describe('a service that fails', () => {
  it('says in one line why it cannot start, stops what had started, and ends with 1', async () => {
    const service = await startService('broken', 'never')
    expect((await service.ended).exitCode).toBe(1)
    expect(service.errors()).toBe('the service could not start: pool: connect ECONNREFUSED 127.0.0.1:5432\n')
    expect(service.lines).toEqual(['log up', 'draining', 'log down'])
  })

  it('drains after an error that nobody handled, and ends with 1', async () => {
    const service = await startService('plain')
    const slow = ask(service.port, '/slow')
    await service.says('begun')
    await ask(service.port, '/throw')
    expect((await slow).body).toBe('done')
    expect((await service.ended).exitCode).toBe(1)
    expect(service.errors()).toContain('nobody caught this')
    expect(service.lines.at(-1)).toBe('log down')
  })
})

describe('createLifecycle', () => {
  it('refuses two parts of one name, and parts that come too late', async () => {
    const lifecycle = createLifecycle().add({ name: 'pool', stage: 'pools' })
    expect(() => lifecycle.add({ name: 'pool', stage: 'pools' })).toThrow(/SW_|named pool/)
    await lifecycle.start()
    expect(() => lifecycle.add({ name: 'late', stage: 'pools' })).toThrow('came too late')
  })

  it('gives up on a part that does not start in its time', async () => {
    const lifecycle = createLifecycle().add({
      name: 'pool',
      stage: 'pools',
      timeoutMs: 20,
      start: () => new Promise(() => undefined),
    })
    await expect(lifecycle.start()).rejects.toMatchObject({
      code: 'SW_ERR_KIT_START_FAILED',
      message: 'the service could not start: pool: pool did not start within 20 ms',
    })
  })

  it('stops what is half started when it is told to stop, and starts nothing more', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const happened: string[] = []
    const say = (word: string) => () => void happened.push(word)
    const lifecycle = createLifecycle()
      .add({ name: 'worker', stage: 'workers', start: say('worker up'), stop: say('worker down') })
      .add({ name: 'pool', stage: 'pools', start: () => gate, stop: say('pool down') })
    const started = lifecycle.start()
    const stopped = lifecycle.stop()
    open()
    expect(await stopped).toEqual({ failures: [] })
    await started
    expect(happened).toEqual(['pool down'])
    expect(lifecycle.state).toBe('stopped')
  })

  it('stops once, however often it is asked', async () => {
    let stops = 0
    const lifecycle = createLifecycle().add({ name: 'pool', stage: 'pools', stop: () => stops++ })
    await lifecycle.start()
    await Promise.all([lifecycle.stop(), lifecycle.stop()])
    expect(stops).toBe(1)
    expect(lifecycle.state).toBe('stopped')
  })
})
