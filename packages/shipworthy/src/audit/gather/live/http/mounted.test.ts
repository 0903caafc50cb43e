import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { outcomesOf } from '../../../testing/outcomes-of.ts'
import { withServer } from '../../../testing/with-server.ts'

const LIMIT_MS = 90_000

/** Everything it has is below `/v1`, as behind a proxy that serves several. */
const mounted: RequestListener = (request, response) => {
  const { method, url } = request
  const answer = (status: number, body: unknown): unknown =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (url === '/v1') return answer(200, { name: 'shop' })
  if (url === '/v1/health') return answer(200, { status: 'pass' })
  if (url === '/v1/documentation/json') return answer(200, { openapi: '3.0.3', info: {} })
  if (url?.startsWith('/v1/') && method === 'POST') return answer(400, { error: 'that is no JSON' })
  answer(404, { error: 'not found' })
}

/** One answer for every address below `/v1`. */
const everywhere: RequestListener = (request, response) => {
  const isBelow = request.url?.startsWith('/v1')
  response.writeHead(isBelow ? 200 : 404, { 'content-type': 'application/json' }).end('{"status":"ok"}')
}

describe('a service below a path', { timeout: LIMIT_MS }, () => {
  it('is asked there', async () => {
    const { of } = await withServer(
      mounted,
      async (url) => await outcomesOf({ url: new URL('/v1', url).href, active: true, timeoutMs: LIMIT_MS }),
    )
    expect(of('health/missing').outcome).toBe('pass')
    expect(of('error-handling/malformed-json-500').outcome).toBe('pass')
    expect(of('security/debug-surface')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('/v1/documentation/json'),
    })
  })

  it('is not believed when it has one answer for every address there', async () => {
    const { of } = await withServer(
      everywhere,
      async (url) => await outcomesOf({ url: new URL('/v1/', url).href, timeoutMs: LIMIT_MS }),
    )
    expect(of('health/missing').outcome).toBe('unknown')
  })

  it('is asked at the root only, when that is what was given', async () => {
    const { report } = await withServer(mounted, async (url) => await outcomesOf({ url, timeoutMs: LIMIT_MS }))
    expect(report.live!.sent.filter(({ text }) => text.includes('/v1'))).toEqual([])
  })
})
