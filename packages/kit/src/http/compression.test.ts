import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serve } from '../request/testing/serve.ts'
import { HttpProblem } from '../request/http-problem.ts'
import { chooseEncoding, withVary } from './compression.ts'
import { createHttpProtection } from './create-http-protection.ts'

const TEXT = 'a line of text, again and again\n'.repeat(200)
const JSON_TYPE = { 'content-type': 'application/json' }

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
}

/** Without a client that decodes by itself. */
async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = get(url, { headers, method })
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) }
}

function decoded({ headers, bytes }: Answer): string {
  const encoding = headers['content-encoding']
  if (encoding === 'br') return brotliDecompressSync(bytes).toString()
  return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

/** Every way in which a handler of node:http can answer. */
const WAYS: Record<string, RequestListener> = {
  'end alone': (_, response) => response.setHeader('content-type', 'text/plain').end(TEXT),
  'a head with headers': (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(TEXT),
  'a head with a list': (_, response) => response.writeHead(200, 'Fine', ['Content-Type', 'text/plain']).end(TEXT),
  'a known length': (_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': TEXT.length }).end(Buffer.from(TEXT)),
  'bit by bit': (_, response) => {
    response.setHeader('content-type', 'text/plain')
    for (const line of TEXT.match(/.*\n/g)!) response.write(line)
    response.end()
  },
  'a last part in another encoding': (_, response) => {
    response.setHeader('content-type', 'text/plain')
    response.write(TEXT.slice(0, 10))
    response.end(Buffer.from(TEXT.slice(10)).toString('hex'), 'hex')
  },
  'a stream': (_, response) => {
    response.setHeader('content-type', 'text/plain')
    Readable.from(TEXT.match(/.*\n/g)!).pipe(response)
  },
}

describe('compression of answers of node:http', () => {
  const protection = createHttpProtection({ compression: {} })

  it.each(Object.entries(WAYS))('is the same text by %s', async (_, handler) => {
    await using server = await serve(protection.node(handler))
    for (const [accepted, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const answer = await ask(server.url, { 'accept-encoding': accepted })
      expect(answer.headers['content-encoding']).toBe(encoding)
      expect(decoded(answer)).toBe(TEXT)
      expect(answer.headers['vary']).toBe('Accept-Encoding')
      if (encoding) expect(answer.bytes.length).toBeLessThan(TEXT.length / 5)
    }
  })

  it.each<[string, RequestListener, string?]>([
    ['small answers', (_, response) => response.writeHead(200, JSON_TYPE).end('{}')],
    ['pictures', (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(TEXT)],
    ['what is no type', (_, response) => response.end(TEXT)],
    ['events', (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(TEXT)],
    [
      'no-transform',
      (_, response) => response.setHeader('cache-control', 'private, no-transform').writeHead(200, JSON_TYPE).end(TEXT),
    ],
    ['a part of a file', (_, response) => response.writeHead(206, JSON_TYPE).end(TEXT)],
    [
      'what is compressed',
      (_, response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'zstd' }).end(TEXT),
    ],
    ['nothing at all', (_, response) => response.writeHead(304, JSON_TYPE).end()],
    [
      'the answer to HEAD',
      (_, response) => response.writeHead(200, { ...JSON_TYPE, 'content-length': TEXT.length }).end(),
      'HEAD',
    ],
  ])('leaves alone %s', async (_, handler, method) => {
    await using server = await serve(protection.node(handler))
    const answer = await ask(server.url, { 'accept-encoding': 'br, gzip' }, method)
    expect([undefined, 'zstd']).toContain(answer.headers['content-encoding'])
    if (answer.bytes.length > 2) expect(answer.bytes.toString()).toBe(TEXT)
  })

  it('changes what else says something about the bytes, and keeps cookies', async () => {
    await using server = await serve(
      protection.node((_, response) => {
        response.setHeader('vary', 'Origin').setHeader('accept-ranges', 'bytes').setHeader('set-cookie', ['a=1', 'b=2'])
        response.writeHead(200, { ...JSON_TYPE, etag: '"7"', 'content-length': TEXT.length }).end(TEXT)
      }),
    )
    const { headers } = await ask(server.url, { 'accept-encoding': 'gzip' })
    expect(headers).toMatchObject({ vary: 'Origin, Accept-Encoding', etag: 'W/"7"', 'set-cookie': ['a=1', 'b=2'] })
    expect(headers).not.toHaveProperty('content-length')
    expect(headers).not.toHaveProperty('accept-ranges')
  })

  it('sends a part when it is written, and not when all is there', async () => {
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
    await using server = await serve(
      protection.node(async (_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write('{"first":1}\n')
        await mayGoOn
        response.end('{"second":2}\n')
      }),
    )
    const response = await fetch(server.url)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader.read()).toMatchObject({ value: '{"first":1}\n' })
    goOn()
    expect(await reader.read()).toMatchObject({ value: '{"second":2}\n' })
    expect((await reader.read()).done).toBe(true)
  })

  it('carries what is far larger than its buffers, as fast as the client reads', async () => {
    const block = randomBytes(512 * 1024).toString('base64')
    await using server = await serve(
      protection.node(async (_, response) => {
        response.setHeader('content-type', 'text/plain')
        await pipeline(Readable.from(Array.from({ length: 10 }, () => block)), response)
      }),
    )
    const answer = await ask(server.url, { 'accept-encoding': 'gzip' })
    expect(decoded(answer) === block.repeat(10)).toBe(true)
  })

  it('says that it has answered, and calls back when it has', async () => {
    const seen: unknown[] = []
    await using server = await serve(
      protection.node(async (_, response) => {
        response.setHeader('content-type', 'text/plain')
        const sent = new Promise<void>((resolve) => response.end(TEXT, resolve))
        seen.push(response.headersSent, response.writableEnded)
        await sent
        seen.push(response.writableFinished)
        throw new Error('too late')
      }),
    )
    expect(decoded(await ask(server.url, { 'accept-encoding': 'br' }))).toBe(TEXT)
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([true, true, true])
  })

  it('survives a client that goes in the middle, and a handler that goes on', async () => {
    const gone = Promise.withResolvers<void>()
    const written: boolean[] = []
    await using server = await serve(
      protection.node(async (request, response) => {
        response.setHeader('content-type', 'text/plain')
        if (request.url === '/whole') return response.end(TEXT)
        response.write(TEXT)
        await once(response, 'close')
        for (let at = 0; at < 20; at++) written.push(response.write(randomBytes(64 * 1024).toString('base64')))
        response.end()
        gone.resolve()
        return response
      }),
    )
    const request = get(server.url, { headers: { 'accept-encoding': 'gzip' } })
    await once(request, 'response')
    request.destroy()
    await gone.promise
    expect(written).toHaveLength(20)
    expect(decoded(await ask(`${server.url}/whole`, { 'accept-encoding': 'gzip' }))).toBe(TEXT)
  })

  it('breaks off what fails in the middle', async () => {
    await using server = await serve(
      protection.node((_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' }).write(TEXT)
        throw new Error('in the middle')
      }),
    )
    await expect(ask(server.url, { 'accept-encoding': 'gzip' })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })
})

describe('compression of answers of Fastify', () => {
  const protection = createHttpProtection({ compression: { minBytes: 100 } })

  it('is the same text, of objects, texts, streams and errors, over a socket and injected', async () => {
    const app = Fastify({ ...protection.fastifyOptions, forceCloseConnections: true })
    await app.register(protection.fastify)
    app.get('/object', () => ({ text: TEXT }))
    app.get('/text', (_, reply) => reply.type('text/plain').send(TEXT))
    app.get('/stream', (_, reply) => reply.type('text/plain').send(Readable.from(TEXT.match(/.*\n/g)!)))
    app.get('/problem', () => Promise.reject(new HttpProblem(409, { detail: TEXT })))
    app.get('/small', () => ({ a: 1 }))
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    try {
      for (const path of ['/object', '/text', '/stream', '/problem', '/small']) {
        const headers = { 'accept-encoding': 'gzip' }
        const plain = await ask(address + path)
        const answer = await ask(address + path, headers)
        const injected = await app.inject({ url: path, headers })
        expect([path, answer.headers['content-encoding']]).toEqual([path, path === '/small' ? undefined : 'gzip'])
        const text = (one: Answer): string => decoded(one).replace(/"requestId":"[^"]*"/, '')
        expect(text(answer)).toBe(text(plain))
        const { rawPayload: bytes } = injected
        expect(text({ status: 0, headers: injected.headers as IncomingHttpHeaders, bytes })).toBe(text(plain))
        expect(answer.status).toBe(plain.status)
      }
    } finally {
      await app.close()
    }
  })
})

describe('compression of a Response', () => {
  const { fetch: protect } = createHttpProtection({ compression: {} })
  const request = (accepted: string) => new Request('http://localhost/', { headers: { 'accept-encoding': accepted } })

  it('is the same text', async () => {
    const handler = protect(() => new Response(TEXT, { headers: { 'content-type': 'text/plain', etag: '"7"' } }))
    const answer = await handler(request('br;q=0.5, gzip'), '203.0.113.9')
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'content-encoding': 'gzip', etag: 'W/"7"' })
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(TEXT)
    const plain = await handler(request('identity'), '203.0.113.9')
    expect([plain.headers.get('vary'), await plain.text()]).toEqual(['Accept-Encoding', TEXT])
  })

  it('leaves alone what is small, and what says so', async () => {
    for (const more of [{ 'content-length': '6400', 'cache-control': 'no-transform' }, { 'content-length': '20' }]) {
      const handler = protect(() => new Response(TEXT, { headers: { 'content-type': 'text/plain', ...more } }))
      expect((await handler(request('br'), '203.0.113.9')).headers.get('content-encoding')).toBeNull()
    }
  })
})

describe('what a client likes', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['deflate', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (accepted, encoding) => expect(chooseEncoding(accepted)).toBe(encoding))

  it('is never more than what it named', () => {
    fc.assert(
      fc.property(fc.string(), (accepted) => {
        const chosen = chooseEncoding(accepted)
        return chosen === undefined || accepted.toLowerCase().includes(chosen) || accepted.includes('*')
      }),
    )
  })

  it('is noted for caches once', () => {
    expect(withVary(undefined)).toBe('Accept-Encoding')
    expect(withVary('Origin')).toBe('Origin, Accept-Encoding')
    for (const vary of ['Origin, accept-encoding', '*']) expect(withVary(vary)).toBe(vary)
  })
})
