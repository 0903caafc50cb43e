import type { IncomingMessage, RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findNginx } from '../../../../../../../tools/servers/nginx-server.ts'
import { freePort } from '../../../../../../../tools/servers/free-port.ts'
import { project } from '../../../rules/example-kit.ts'
import { countRequests } from '../../../report/count-requests.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { withServer } from '../../../testing/with-server.ts'
import { memoryReader } from '../../project/memory-reader.ts'

const TIMEOUT_MS = 120_000
const SOURCE = project('express@5', {
  'server.js': `const express = require('express')
const app = express()
app.use(require('./limits'))
app.get('/health', (req, res) => res.send('ok'))
app.get('/products', (req, res) => res.json([]))
app.post('/login', (req, res) => res.sendStatus(401))
app.listen(3000)
`,
})

interface Limits {
  /** By path; those without one are not limited. */
  counts: Record<string, number>
  /** Whom a request is counted for. */
  keyOf: (request: IncomingMessage) => string
  headers?: Record<string, string>
}

/** The shop of the source, with limits for each path. */
function shop({ counts, keyOf, headers = {} }: Limits): RequestListener {
  const seen = new Map<string, number>()
  return (request, response) => {
    const path = request.url ?? '/'
    const key = `${path} ${keyOf(request)}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
    if (seen.get(key)! > (counts[path] ?? Infinity)) return void response.writeHead(429, headers).end('too many')
    if (path === '/login') return void response.writeHead(401, { 'content-type': 'application/json' }).end('{}')
    if (path === '/health' || path === '/products')
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
    response.writeHead(404).end()
  }
}

const byAddress = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? ''
const byHeader = ({ headers, socket }: IncomingMessage): string =>
  `${headers['x-forwarded-for'] ?? socket.remoteAddress}`.split(',')[0]!

async function audit(answer: RequestListener, active = true): Promise<RunningVerdict> {
  return await withServer(
    answer,
    async (url) => await outcomesOf({ url, active, timeoutMs: TIMEOUT_MS }, memoryReader(SOURCE)),
  )
}

describe('limits in force', { timeout: TIMEOUT_MS }, () => {
  it('finds nothing where all is right, whatever the source lets expect', async () => {
    const counts = { '/login': 8, '/products': 100 }
    const { of } = await audit(shop({ counts, keyOf: byAddress, headers: { 'retry-after': '60' } }))
    for (const rule of ['none', 'auth-unlimited', 'health-limited', 'xff-spoof', 'no-retry-after'])
      expect([rule, of(`rate-limiting/${rule}`)]).toMatchObject([rule, { outcome: 'pass', confidence: 'proven' }])
  })

  it('finds logins without a limit', async () => {
    const { of } = await audit(shop({ counts: {}, keyOf: byAddress }))
    expect(of('rate-limiting/auth-unlimited')).toMatchObject({
      outcome: 'fail',
      severity: 'warning',
      confidence: 'proven',
    })
    expect(of('rate-limiting/auth-unlimited').findings[0]!.message).toContain('30 wrong passwords')
  })

  it('finds that a client chooses the address it is counted by', async () => {
    const { of } = await audit(shop({ counts: { '/login': 8, '/products': 100 }, keyOf: byHeader }))
    expect(of('rate-limiting/xff-spoof')).toMatchObject({ outcome: 'fail', confidence: 'proven' })
    expect(of('rate-limiting/no-retry-after')).toMatchObject({ outcome: 'fail', severity: 'info' })
  })

  it('finds probes that are refused for long', async () => {
    const headers = { 'ratelimit-policy': '40;w=900' }
    const { of } = await audit(shop({ counts: { '/health': 40 }, keyOf: byAddress, headers }))
    expect(of('rate-limiting/health-limited')).toMatchObject({ outcome: 'fail', severity: 'warning' })
  })

  it('lists what was sent in one line each, and sends none of it unless it may', async () => {
    const seen: string[] = []
    const plain = shop({ counts: { '/products': 100 }, keyOf: byAddress })
    const counting: RequestListener = (request, response) => {
      seen.push(`${request.method} ${request.url}`)
      plain(request, response)
    }
    const { report } = await audit(counting)
    const lines = report
      .live!.sent.filter(({ text }) => /times/.test(text))
      .map(({ text }) => text.replace(/http:\S+:\d+/, ''))
    expect(lines.slice(0, 2)).toEqual(['POST /login (30 times, 1 at once)', 'GET /health (60 times, 10 at once)'])
    expect(seen.filter((line) => line === 'POST /login').length).toBeGreaterThanOrEqual(30)
    expect(countRequests(report.live!.sent)).toBe(seen.length)
    seen.length = 0
    await audit(counting, false)
    expect(seen.filter((line) => line.startsWith('POST'))).toEqual([])
    expect(seen.filter((line) => line === 'GET /products').length).toBeLessThan(20)
  })
})

describeWith('limits of nginx', findNginx(), ({ start }) => {
  it.each([
    ['by address', '$binary_remote_addr', 'pass'],
    ['by what the client says', '$http_x_forwarded_for$remote_addr', 'fail'],
  ])('counts %s', { timeout: TIMEOUT_MS }, async (_, key, outcome) => {
    const port = await freePort()
    // Everything before the burst fits in.
    const servers = `limit_req_zone ${key} zone=all:1m rate=1r/m;
  server { listen 127.0.0.1:${port}; limit_req zone=all burst=250 nodelay; }`
    await using nginx = await start({ port, servers, files: { 'html/index.html': '<!doctype html><p>shop' } })
    const { of } = await outcomesOf({ url: nginx.url, active: true, timeoutMs: TIMEOUT_MS })
    expect(of('rate-limiting/xff-spoof')).toMatchObject({ outcome })
    expect(of('rate-limiting/none')).toMatchObject({ outcome: 'pass' })
  })
})
