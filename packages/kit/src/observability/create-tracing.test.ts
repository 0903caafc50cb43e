import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { inTransaction } from '../database/transaction.ts'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import { createJobs } from '../jobs/create-jobs.ts'
import { defineTask } from '../jobs/define-task.ts'
import { embeddedStore } from '../jobs/stores/embedded-store.ts'
import { serve } from '../request/testing/serve.ts'
import { createTracing } from './create-tracing.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

it('does nothing but the work without an SDK', async () => {
  const tracing = createTracing({ api })
  expect(await tracing.run({ name: 'a', kind: 'internal' }, async () => tracing.traceParent() ?? 'none')).toBe('none')
  expect(tracing.logContext()).toEqual({})
})

describe('with an SDK', () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tracing = createTracing({ api })
  const spans = (): ReadableSpan[] => exporter.getFinishedSpans()
  const named = (name: string): ReadableSpan => spans().find((span) => span.name === name)!
  const parentOf = (name: string): string | undefined => named(name).parentSpanContext?.spanId

  beforeAll(() => {
    api.trace.setGlobalTracerProvider(provider)
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    api.propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  })
  afterAll(() => {
    api.trace.disable()
    api.context.disable()
    api.propagation.disable()
  })
  beforeEach(() => exporter.reset())

  it('makes spans within spans, and says in which one code runs', async () => {
    const ids = await tracing.run({ name: 'outer', kind: 'internal' }, () =>
      tracing.run({ name: 'inner', kind: 'internal', attributes: { n: 1 } }, async (set) => {
        set('m', 'two')
        return tracing.logContext()
      }),
    )
    expect(named('inner').attributes).toEqual({ n: 1, m: 'two' })
    expect(parentOf('inner')).toBe(named('outer').spanContext().spanId)
    const { traceId, spanId } = named('inner').spanContext()
    expect(ids).toEqual({ traceId, spanId })
    expect(tracing.traceParent()).toBeUndefined()
  })

  it('says of what kind an error was, and not what it said', async () => {
    const failing = tracing.run({ name: 'failing', kind: 'client' }, () =>
      Promise.reject(Object.assign(new Error('password hunter2'), { code: '28P01' })),
    )
    await expect(failing).rejects.toThrow('hunter2')
    expect(named('failing')).toMatchObject({ status: { code: api.SpanStatusCode.ERROR } })
    expect(named('failing').attributes).toEqual({ 'error.type': '28P01' })
    expect(JSON.stringify([named('failing').events, named('failing').status])).not.toContain('hunter2')
  })

  it('goes on with a trace from elsewhere', async () => {
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await tracing.run({ name: 'here', kind: 'consumer', parent }, async () => undefined)
    expect(named('here').spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(parentOf('here')).toBe('b7ad6b7169203331')
    await tracing.run({ name: 'alone', kind: 'consumer', parent: 'nonsense' }, async () => undefined)
    expect(parentOf('alone')).toBeUndefined()
  })

  it('puts a span around each statement, without values that stand in its text', async () => {
    const pool = tracing.pool(await createEmbeddedPool())
    await pool.query('-- why\n  select $1::int AS n', [7])
    await inTransaction(pool, async (client) => {
      await client.query("SELECT 'hunter2'")
    })
    await expect(pool.query('SELECT nonsense')).rejects.toThrow()
    expect(spans().map(({ name }) => name)).toEqual(['SELECT', 'BEGIN', 'SELECT', 'COMMIT', 'SELECT'])
    expect(spans()[0]!.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.operation.name': 'SELECT',
      'db.query.text': '-- why\n  select $1::int AS n',
    })
    expect(spans()[2]!.attributes).not.toHaveProperty('db.query.text')
    expect(spans()[4]!.attributes).toMatchObject({ 'error.type': '42703' })
    expect(pool.statistics().queries).toBeGreaterThan(4)
    await pool.end()
  })

  it('takes the trace along to another service, and leaves secrets of its URL behind', async () => {
    const seen: unknown[] = []
    await using server = await serve((request, response) => {
      seen.push(request.headers['traceparent'], request.headers['x-own'], request.method)
      response.writeHead(request.url === '/missing' ? 404 : 200).end('ok')
    })
    const url = `${server.url}/links/8f14e45fceea167a5a36dedd4bea2543?key=hunter2`
    const answer = await tracing.fetch(url, { method: 'post', body: 'x', headers: { 'x-own': 'yes' } })
    expect(await answer.text()).toBe('ok')
    const { traceId, spanId } = named('POST').spanContext()
    expect(seen).toEqual([`00-${traceId}-${spanId}-01`, 'yes', 'POST'])
    expect(named('POST').attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': server.port,
      'url.full': `${server.url}/links/[token]`,
    })
    await tracing.fetch(new Request(`${server.url}/missing`))
    expect(named('GET').attributes).toMatchObject({ 'http.response.status_code': 404, 'error.type': '404' })
    await expect(tracing.fetch('http://127.0.0.1:1/')).rejects.toThrow()
    expect(spans().at(-1)!.status.code).toBe(api.SpanStatusCode.ERROR)
  })

  it('makes a job a part of the trace in which it was enqueued', async () => {
    const database = await createEmbeddedPool()
    const inside = vi.fn()
    const task = defineTask({
      name: 'hello',
      schema: z.object({}),
      handler: async () => inside(tracing.logContext().traceId),
    })
    const jobs = createJobs({ store: embeddedStore(database), tasks: [task], tracer: tracing })
    await jobs.start()
    await tracing.run({ name: 'request', kind: 'internal' }, () => jobs.enqueue(task, {}))
    await vi.waitFor(() => expect(named('process default')).toBeDefined(), { timeout: 60_000 })
    expect(parentOf('send default')).toBe(named('request').spanContext().spanId)
    expect(parentOf('process default')).toBe(named('send default').spanContext().spanId)
    expect(named('process default').kind).toBe(api.SpanKind.CONSUMER)
    expect(inside).toHaveBeenCalledExactlyOnceWith(named('request').spanContext().traceId)
    await jobs.stop()
    await database.end()
  })
})
