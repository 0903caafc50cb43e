import { createServer as createHttps } from 'node:https'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findAuthority } from '../../../../../../../tools/servers/test-authority.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { withServer } from '../../../testing/with-server.ts'

const TIMEOUT_MS = 90_000
const PROTECTED = {
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

/** A page at the root and data at /api/users, with these headers. */
function shop(headers: (request: IncomingMessage) => Record<string, string | string[]>): RequestListener {
  return (request, response: ServerResponse) => {
    if (request.url === '/')
      return void response
        .writeHead(200, { 'content-type': 'text/html', ...headers(request) })
        .end('<!doctype html><p>shop')
    if (request.url === '/health')
      return void response
        .writeHead(200, { 'content-type': 'application/json', ...headers(request) })
        .end('{"status":"ok"}')
    response.writeHead(404, { 'content-type': 'application/json', ...headers(request) }).end('{"error":"not found"}')
  }
}

async function audit(answer: RequestListener): Promise<RunningVerdict> {
  return await withServer(answer, async (url) => await outcomesOf({ url, timeoutMs: TIMEOUT_MS }))
}

const RULES = ['security/headers-html', 'security/nosniff', 'security/cors-reflect-credentials', 'security/cors-any']

describe('what browsers are told', { timeout: TIMEOUT_MS }, () => {
  it('finds nothing where all is right', async () => {
    const { of } = await audit(shop(() => PROTECTED))
    expect(RULES.map((rule) => [rule, of(rule).outcome])).toEqual(RULES.map((rule) => [rule, 'pass']))
  })

  it('finds the headers that are missing', async () => {
    const { of } = await audit(shop(() => ({})))
    expect(of('security/headers-html').findings[0]!.message).toBe(
      'pages are sent without Content-Security-Policy, X-Frame-Options, X-Content-Type-Options',
    )
    expect(of('security/nosniff')).toMatchObject({ outcome: 'fail', confidence: 'proven' })
  })

  it('finds that any origin may read with cookies', async () => {
    const { of } = await audit(shop(reflect(() => true)))
    expect(of('security/cors-reflect-credentials')).toMatchObject({ outcome: 'fail', severity: 'warning' })
  })

  it.each<[string, (origin: string, host: string) => boolean]>([
    ['begins with its own', (origin, host) => origin.startsWith(`https://${host.split(':')[0]}`)],
    ['has none', (origin) => origin === 'null'],
  ])('finds that an origin is trusted that %s', async (_, isTrusted) => {
    const { of } = await audit(shop(reflect(isTrusted)))
    expect(of('security/cors-reflect-credentials')).toMatchObject({ outcome: 'fail', severity: 'warning' })
    expect(of('security/cors-any')).toMatchObject({ outcome: 'pass' })
  })

  it('does not find fault with a public API', async () => {
    const { of } = await audit(shop(() => ({ ...PROTECTED, 'access-control-allow-origin': '*' })))
    expect(of('security/cors-reflect-credentials')).toMatchObject({ outcome: 'pass' })
    expect(of('security/cors-any')).toMatchObject({ outcome: 'fail', severity: 'info' })
  })

  it('finds a session that scripts can read, and never keeps its value', async () => {
    const { of, report } = await audit(shop(() => ({ 'set-cookie': ['connect.sid=very-secret; Path=/', 'lang=en'] })))
    expect(of('security/session-cookie-flags').findings.map(({ message }) => message)).toEqual([
      'connect.sid is set without HttpOnly, SameSite',
    ])
    expect(JSON.stringify(report)).not.toContain('very-secret')
  })
})

describeWith('over TLS', findAuthority(), ({ create }) => {
  it('finds a session cookie without Secure', { timeout: TIMEOUT_MS }, async () => {
    using authority = create()
    const { certificate, key } = authority.issue({ names: ['IP:127.0.0.1'] })
    const cookie = { 'set-cookie': 'connect.sid=1; HttpOnly; SameSite=Lax' }
    const server = createHttps(
      { cert: certificate, key },
      shop(() => cookie),
    )
    const { of } = await withServer(server as never, async (url) => {
      const secure = url.replace(/^http:/, 'https:')
      return await outcomesOf({ url: secure, ca: authority.root, timeoutMs: TIMEOUT_MS })
    })
    expect(of('security/session-cookie-flags').findings.map(({ message }) => message)).toEqual([
      'connect.sid is set without Secure',
    ])
  })
})

/** Allows whoever is trusted, with cookies. */
function reflect(isTrusted: (origin: string, host: string) => boolean) {
  return ({ headers: { origin, host = '' } }: IncomingMessage): Record<string, string> =>
    origin !== undefined && isTrusted(origin, host)
      ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
      : {}
}
