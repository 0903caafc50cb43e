import { createServer as createHttp2 } from 'node:http2'
import { createServer, type Server } from 'node:net'
import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { LiveRequest } from '../live-request.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { withServer } from '../../../testing/with-server.ts'

const LIMIT_MS = 90_000

/** What is said of a server, active probes included. Whatever it does, no rule may break. */
async function audit(answer: RequestListener | Server, request: Partial<LiveRequest> = {}): Promise<RunningVerdict> {
  return await withServer(answer, async (url) => await soundOutcomes({ url, ...request }))
}

async function soundOutcomes(request: Partial<LiveRequest>): Promise<RunningVerdict> {
  const verdict = await outcomesOf({ active: true, timeoutMs: LIMIT_MS, ...request })
  expect(verdict.report.results.filter(({ outcome }) => outcome === 'error')).toEqual([])
  return verdict
}

function targetOf({ report }: RunningVerdict) {
  return report.live!.targets[0]!
}

function criticals({ report }: RunningVerdict): string[] {
  return report.results
    .filter(({ outcome, severity }) => outcome === 'fail' && severity === 'critical')
    .map(({ rule }) => rule)
}

describe('servers that give nothing', { timeout: LIMIT_MS }, () => {
  it('a port where nobody listens', async () => {
    const url = await withServer(createServer(), async (address) => await Promise.resolve(address))
    const verdict = await soundOutcomes({ url })
    expect(targetOf(verdict)).toMatchObject({ state: 'silent', reason: 'the connection is refused' })
    expect(verdict.of('health/failing-now')).toMatchObject({ outcome: 'unknown' })
  })

  it('a name that does not exist', async () => {
    const verdict = await soundOutcomes({ url: 'http://no-such-host.invalid' })
    expect(targetOf(verdict)).toMatchObject({ state: 'silent', reason: expect.stringContaining('cannot be resolved') })
  })

  it('a server that never answers', async () => {
    const verdict = await audit(createServer(() => {}))
    expect(targetOf(verdict)).toMatchObject({ state: 'silent', reason: 'no answer in time' })
    expect(verdict.report.live!.sent.length).toBeLessThan(5)
  })

  it('a server that speaks something else', async () => {
    const verdict = await audit(
      createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\nhello\r\n')),
    )
    expect(targetOf(verdict)).toMatchObject({
      state: 'silent',
      reason: expect.stringContaining('does not speak HTTP/1.1'),
    })
  })

  it('a server that speaks HTTP/2 only', async () => {
    const verdict = await audit(createHttp2().on('sessionError', () => {}) as unknown as Server)
    expect(criticals(verdict)).toEqual([])
  })

  it('a server that sends everybody elsewhere', async () => {
    const verdict = await audit((_, response) =>
      response.writeHead(301, { location: 'https://www.example.com/' }).end(),
    )
    expect(targetOf(verdict).reason).toContain('https://www.example.com')
  })
})

describe('servers that give too much, too little, or nothing certain', { timeout: LIMIT_MS }, () => {
  it('one byte a second', async () => {
    const verdict = await audit(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 1_000)
        response.on('close', () => clearInterval(timer))
      },
      { timeoutMs: 20_000 },
    )
    expect(targetOf(verdict).state).toBe('answered')
    expect(criticals(verdict)).toEqual([])
    expect(verdict.of('security/artifact-exposed').outcome).toBe('unknown')
  })

  it('a body without end', async () => {
    let written = 0
    const verdict = await audit((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length
      }
      response.on('drain', write)
      write()
    })
    expect(targetOf(verdict).state).toBe('answered')
    expect(criticals(verdict)).toEqual([])
    expect(written / verdict.report.live!.sent.length).toBeLessThan(16 * 1024 * 1024)
  })

  it('redirects for ever', async () => {
    const verdict = await audit((request, response) =>
      response.writeHead(302, { location: `${request.url}/again` }).end(),
    )
    expect(targetOf(verdict).state).toBe('answered')
    expect(criticals(verdict)).toEqual([])
  })

  it('connections that close at random', async () => {
    let count = 0
    const verdict = await audit((request, response) => {
      if (count++ % 3 === 1) request.socket.destroy()
      else response.writeHead(count % 2 === 0 ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
    })
    expect(targetOf(verdict).state).toBe('answered')
    expect(criticals(verdict)).toEqual([])
  })

  it('one page for every address', async () => {
    const verdict = await audit((_, response) =>
      response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Shop</title>${Math.random()}`),
    )
    expect(criticals(verdict)).toEqual([])
    expect(verdict.of('security/artifact-exposed').outcome).toBe('pass')
    expect(verdict.of('health/failing-now').outcome).toBe('not-applicable')
    expect(verdict.of('error-handling/unknown-route').outcome).toBe('not-applicable')
  })

  it('a registry, where names that users give are addresses', async () => {
    const verdict = await audit((request, response) => {
      const [, name = '', ...more] = request.url!.split('/')
      response.setHeader('content-type', 'application/json')
      if (more.length > 0 || name.startsWith('shipworthy') || name.startsWith('.')) response.writeHead(404).end('{}')
      else
        response.end(
          JSON.stringify({
            name,
            title: 'bull board',
            versions: { '1.0.0': { name } },
            dependencies: {},
            users: [{ name }],
          }),
        )
    })
    expect(criticals(verdict)).toEqual([])
    for (const rule of ['health/failing-now', 'health/auth-required', 'security/admin-unauth'])
      expect(verdict.of(rule).outcome).toBe('not-applicable')
    for (const rule of ['security/artifact-exposed', 'security/debug-surface'])
      expect(verdict.of(rule).outcome).toBe('pass')
  })

  it('one error for every address', async () => {
    const verdict = await audit((_, response) =>
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"database"}'),
    )
    expect(criticals(verdict)).toEqual([])
  })

  it('a limit of 20 requests, after which guessing ends', async () => {
    let count = 0
    const verdict = await audit(
      (_, response) => {
        response.setHeader('content-type', 'application/json')
        if (++count > 20) response.writeHead(429).end('{"error":"too many"}')
        else response.writeHead(404).end('{"error":"not found"}')
      },
      { active: false },
    )
    expect(criticals(verdict)).toEqual([])
    expect(verdict.of('security/artifact-exposed')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('limits'),
    })
    expect(count).toBeLessThan(40)
  })
})

describe('what is sent', { timeout: LIMIT_MS }, () => {
  it('reads only, unless more is allowed', async () => {
    const methods = new Set<string>()
    const note: RequestListener = (request, response) => {
      methods.add(request.method!)
      response.writeHead(404).end()
    }
    const passive = await audit(note, { active: false })
    expect([...methods]).toEqual(['GET'])
    expect(passive.report.live!.sent.length).toBeLessThan(150)
    await audit(note)
    expect([...methods]).toEqual(['GET', 'POST'])
  })

  it('shows no credentials, even when the service sends them back', async () => {
    const secrets = [
      'swordfish-of-the-test-user',
      'hunter2-of-the-gate',
      Buffer.from('gate:hunter2-of-the-gate').toString('base64'),
    ]
    const echo: RequestListener = (request, response) => {
      const isKnown = request.headers['x-shop-session'] !== undefined
      response.writeHead(isKnown ? 200 : 401, {
        'content-type': 'application/json',
        'x-seen': String(request.headers.authorization),
      })
      response.end(JSON.stringify(request.headers))
    }
    const { report, live } = await withServer(echo, async (url) => {
      let seen: unknown
      const verdict = await outcomesOf(
        {
          url: url.replace('//', '//gate:hunter2-of-the-gate@'),
          headers: { 'x-shop-session': secrets[0]! },
          active: true,
        },
        undefined,
        { onLive: (facts) => (seen = facts) },
      )
      return { report: verdict.report, live: seen }
    })
    const text = JSON.stringify([report, live])
    expect(text).toContain('with credentials')
    for (const secret of secrets) expect(text).not.toContain(secret)
  })
})
