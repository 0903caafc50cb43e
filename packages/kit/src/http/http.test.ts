import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createRateLimit } from '../limits/create-rate-limit.ts'
import { HttpProblem } from '../request/http-problem.ts'
import { currentRequest } from '../request/request-context.ts'
import { exchange } from '../request/testing/exchange.ts'
import type { HttpLog } from './access-log.ts'
import { answerClientError } from './answer-client-error.ts'
import { createCsrf } from './create-csrf.ts'
import { createHttpProtection } from './create-http-protection.ts'
import type { HttpOptions } from './http-options.ts'
import { readJson } from './read-body.ts'

interface Line extends Record<string, unknown> {
  level: string
  message: string
}

function collect() {
  const lines: Line[] = []
  const at = (level: string) => (details: object, message: string) => void lines.push({ level, message, ...details })
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } satisfies HttpLog }
}

const CSRF = createCsrf({
  secrets: ['s'.repeat(32)],
  sessionOf: ({ header }) => /sid=(\w+)/.exec(header('cookie') ?? '')?.[1],
})
const CORS = { origins: ['https://app.example'], credentials: true }

/** The same service on two servers; what it says of errors, headers and bodies has to be the same. */
const SERVERS = {
  'node:http': async (options: HttpOptions) => {
    const protection = createHttpProtection(options)
    const server = createServer(protection.node(plainService)).on('clientError', answerClientError)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
    }
  },
  Fastify: async (options: HttpOptions) => {
    const protection = createHttpProtection(options)
    const app = Fastify({ ...protection.fastifyOptions, forceCloseConnections: true })
    await app.register(protection.fastify)
    app.get('/', async () => {
      await turn()
      return { context: currentRequest() }
    })
    app.get('/users/:id', () => 'user')
    app.post('/', async (request) => {
      await turn()
      return { body: request.body, context: currentRequest() }
    })
    app.get('/fail', () => Promise.reject(secretError()))
    app.get('/refuse', () =>
      Promise.reject(new HttpProblem(409, { detail: 'Paid.', extensions: { order: 7, status: 1 } })),
    )
    app.post('/typed', { schema: { body: { type: 'object', required: ['name'] } } }, () => 'ok')
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { port: (app.server.address() as AddressInfo).port, [Symbol.asyncDispose]: () => app.close() }
  },
}

const plainService = (async (request, response) => {
  const send = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  await turn()
  const path = request.url?.split('?')[0]
  if (path === '/fail') throw secretError()
  if (path === '/refuse') throw new HttpProblem(409, { detail: 'Paid.', extensions: { order: 7, status: 1 } })
  if (path?.startsWith('/users/')) return send('user')
  if (path !== '/') throw new HttpProblem(404)
  if (request.method === 'POST') {
    const body = await readJson(request, { maxBytes: 1024 ** 2 })
    return send({ body, context: currentRequest() })
  }
  return send({ context: currentRequest() })
}) satisfies RequestListener

/** As a database or a client of another service would throw it. */
function secretError(): Error {
  return Object.assign(new Error('password authentication failed for user "shop" at 10.0.0.7'), { statusCode: 404 })
}

describe.each(Object.entries(SERVERS))('http protection on %s', (name, start) => {
  it('gives every request an id that is in the answer and wherever code runs for it', async () => {
    await using server = await start({})
    const url = `http://127.0.0.1:${server.port}/`
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 2
          ? fetch(url)
          : fetch(url, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }),
      ),
    )
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(20)
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { context: { requestId: string } }[]
    expect(bodies.map(({ context }) => context.requestId)).toEqual(ids)
  })

  it('takes the id of a proxy that it trusts, and of nobody else', async () => {
    const idOf = async (options: HttpOptions, given: string) => {
      await using server = await start(options)
      const headers = { 'x-request-id': given, 'x-forwarded-for': '203.0.113.9' }
      return (await fetch(`http://127.0.0.1:${server.port}/`, { headers })).headers.get('x-request-id')
    }
    expect(await idOf({ trustProxy: 1 }, 'edge-12345678')).toBe('edge-12345678')
    expect(await idOf({ trustProxy: 1 }, 'x'.repeat(500))).not.toContain('x')
    expect(await idOf({}, 'edge-12345678')).not.toBe('edge-12345678')
  })

  it('says nothing of the inside when something fails, and logs it', async () => {
    const { lines, log } = collect()
    await using server = await start({ log })
    const answer = await fetch(`http://127.0.0.1:${server.port}/fail?token=geheim`)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const requestId = answer.headers.get('x-request-id')
    expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500, requestId })
    await expect.poll(() => lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({
      message: 'request failed',
      requestId,
      err: { message: expect.stringContaining('10.0.0.7') },
    })
    expect(lines[1]).toMatchObject({ level: 'error', message: 'request', path: '/fail', status: 500, requestId })
    expect(JSON.stringify(lines[1])).not.toContain('geheim')
  })

  it('says of an error what its service says of it, and logs it all the same', async () => {
    const { lines, log } = collect()
    const translate = (error: unknown) => (/10\.0\.0\.7/.test(String(error)) ? new HttpProblem(503) : undefined)
    await using server = await start({ log, translate })
    const gone = await fetch(`http://127.0.0.1:${server.port}/fail`)
    expect([gone.status, await gone.json()]).toMatchObject([503, { title: 'Service Unavailable' }])
    expect(lines[0]).toMatchObject({ message: 'request failed', err: { message: expect.stringContaining('10.0.0.7') } })
    expect((await fetch(`http://127.0.0.1:${server.port}/refuse`)).status).toBe(409)
  })

  it('answers problems as they were meant, and unknown routes', async () => {
    await using server = await start({})
    const refused = await fetch(`http://127.0.0.1:${server.port}/refuse`)
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { status: 409, title: 'Conflict', detail: 'Paid.', order: 7 },
    ])
    const unknown = await fetch(`http://127.0.0.1:${server.port}/.env`)
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { status: 404, title: 'Not Found' }])
    expect(unknown.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('sends headers for browsers, with a nonce of each request', async () => {
    await using server = await start({})
    const answers = await Promise.all([1, 2].map(() => fetch(`http://127.0.0.1:${server.port}/`)))
    const nonces = answers.map(
      ({ headers }) => /script-src 'self' 'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1],
    )
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { context: { cspNonce: string } }[]
    expect(bodies.map(({ context }) => context.cspNonce)).toEqual(nonces)
    expect(nonces[0]).not.toBe(nonces[1])
    expect(answers[0]?.headers.get('x-frame-options')).toBe('DENY')
  })

  it('answers preflights of the origins on its list and of no others', async () => {
    await using server = await start({ cors: CORS })
    const ask = (origin: string) =>
      fetch(`http://127.0.0.1:${server.port}/`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT' },
      })
    const allowed = await ask('https://app.example')
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://app.example'])
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example']) {
      const refused = await ask(origin)
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
    }
  })

  it('refuses requests that another site makes in the name of a session', async () => {
    await using server = await start({ csrf: CSRF })
    const token = CSRF.issue('abc')
    const post = async (headers: Record<string, string>) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', ...headers },
      })
      return answer.status
    }
    const cookie = `sid=abc; __Host-csrf=${token}`
    expect(await post({ cookie, 'x-csrf-token': token, 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await post({ cookie, 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await post({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(403)
    expect(await post({})).toBe(200)
  })

  it('limits how often, with the headers for browsers on the refusal too', async () => {
    await using server = await start({
      cors: CORS,
      rateLimit: createRateLimit({ policies: [{ name: 'address', limit: 1 }] }),
    })
    const ask = () => fetch(`http://127.0.0.1:${server.port}/`, { headers: { origin: 'https://app.example' } })
    expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused.json()).toMatchObject({ requestId: refused.headers.get('x-request-id') })
  })

  it('reads no body of 50 MB', async () => {
    await using server = await start({})
    const megabyte = Buffer.alloc(1024 ** 2, 'x')
    const answer = await exchange(server.port, async (write) => {
      await write(
        `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${50 * 1024 ** 2}\r\n\r\n`,
      )
      for (let sent = 0; sent < 50; sent++) if (!(await write(megabyte))) return
    })
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toContain('"status":413')
  })

  it('stops reading a body that does not say how long it is', async () => {
    await using server = await start({})
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)
    const answer = await exchange(server.port, async (write) => {
      await write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
      for (let sent = 0; sent < 800; sent++) if (!(await write(chunk))) return
    })
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
  })

  it('does not wait for a body that comes byte by byte', async () => {
    await using server = await start({ body: { timeoutMs: 300 } })
    const answer = await exchange(server.port, async (write) => {
      await write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{')
      while (await write(' ')) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
    expect(answer).toContain('"status":408')
  })

  it('answers ten thousand headers, and what is no HTTP', async () => {
    await using server = await start({})
    const headers = Array.from({ length: 10_000 }, (_, at) => `x-${at}: ${at}\r\n`).join('')
    const many = await exchange(server.port, (write) => write(`GET / HTTP/1.1\r\nhost: x\r\n${headers}\r\n`))
    expect(many).toMatch(/^HTTP\/1.1 431 [^]*application\/problem\+json[^]*"status":431/)
    const nonsense = await exchange(server.port, (write) => write('HELLO\r\n\r\n'))
    expect(nonsense).toMatch(/^HTTP\/1.1 400 [^]*application\/problem\+json/)
  })

  it.each([
    ['malformed JSON', '{"a":', 'application/json', 400],
    ['a key that would change a prototype', '{"__proto__":{"admin":true}}', 'application/json', 400],
    ['the same with escapes', '{"\\u005f_proto__":{"admin":true}}', 'application/json', 400],
    ['another type', '<a/>', 'application/xml', 415],
  ])('refuses %s', async (_, body, type, status) => {
    await using server = await start({})
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(Object.keys((await answer.json()) as object)).toEqual(['type', 'title', 'status', 'detail', 'requestId'])
  })

  it('notes a client that went, and not what its path carried', async () => {
    const { lines, log } = collect()
    await using server = await start({ log, quiet: ({ path }) => path === '/' })
    await fetch(`http://127.0.0.1:${server.port}/`)
    await fetch(`http://127.0.0.1:${server.port}/users/8f14e45fceea167a5a36dedd4bea2543?q=x`, {
      headers: { authorization: 'Bearer geheim' },
    })
    await expect.poll(() => lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/users/[token]',
      status: 200,
      address: '127.0.0.1',
    })
    if (name === 'Fastify') expect(lines[0]).toMatchObject({ route: '/users/:id' })
    expect(JSON.stringify(lines)).not.toContain('geheim')
  })
})

it('tells what is wrong with a body that Fastify validated, by where it is', async () => {
  await using server = await SERVERS.Fastify({})
  const answer = await fetch(`http://127.0.0.1:${server.port}/typed`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect(await answer.json()).toMatchObject({
    status: 400,
    detail: 'The request is not valid.',
    errors: [{ pointer: '', detail: "must have required property 'name'" }],
  })
})

describe('http protection of Request and Response', () => {
  const protection = createHttpProtection({ cors: CORS, body: { maxBytes: 10, timeoutMs: 100 } })
  const handler = protection.fetch(async (request) => {
    if (new URL(request.url).pathname === '/fail') throw secretError()
    return Response.json({ text: await request.text(), id: currentRequest()?.requestId })
  })
  const post = (body: string | ReadableStream, path = '/') =>
    handler(
      new Request(`http://localhost${path}`, { method: 'POST', body, duplex: 'half' } as RequestInit),
      '203.0.113.9',
    )

  it('answers with headers, context and problems', async () => {
    const answer = await post('short')
    expect(await answer.json()).toEqual({ text: 'short', id: answer.headers.get('x-request-id') })
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    const failed = await post('', '/fail')
    expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('10.0.0.7')])
  })

  it('limits bodies in size and time', async () => {
    const large = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(8)),
    })
    expect((await post(large)).status).toBe(413)
    const slow = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })
    expect((await post(slow)).status).toBe(408)
  })
})
