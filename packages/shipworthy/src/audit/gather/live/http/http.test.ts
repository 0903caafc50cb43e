import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HttpFacts } from '../../../facts/live/http-facts.ts'
import type { LiveRequest } from '../live-request.ts'
import { memoryReader } from '../../project/memory-reader.ts'
import { project } from '../../../rules/example-kit.ts'
import { outcomesOf, type RunningVerdict } from '../../../testing/outcomes-of.ts'
import { runSource } from '../../../testing/run-source.ts'

const LIMIT_MS = 120_000

/** One service that has every fault, and one that has none: the same text is audited and runs. */
const FAULTY = (folder: string): string => `
const express = require('express')
const app = express()
app.use(express.static(${JSON.stringify(folder)}, { dotfiles: 'allow' }))
app.use(express.json())
app.get('/', (req, res) => res.json({ name: 'shop' }))
app.get('/health', (req, res) => res.json({ status: 'fail', redis: 'connect ECONNREFUSED 10.0.3.7:6379' }))
app.get('/health/ready', (req, res) => res.status(503).json({ status: 'fail' }))
app.get('/metrics', (req, res) => res.type('text/plain').send('http_requests_total{route="/login"} 4\\n'))
app.get('/admin/users', (req, res) => res.json([{ id: 1, email: 'ada@example.com' }]))
app.get('/docs', (req, res) => res.type('html').send('<!doctype html><title>API</title><div id="swagger-ui"></div>'))
app.get('/admin/queues', (req, res) => res.type('html').send('<!doctype html><title>Bull Dashboard</title>'))
app.get('/catalogue', (req, res) => res.json(Array.from({ length: 200 }, (_, id) => ({ id, name: 'thing' }))))
app.get('/orders', (req, res) => {
  if (!req.headers.authorization) return res.status(401).json({ error: 'who are you?' })
  res.set('Cache-Control', 'public, max-age=300').json([{ id: 1 }])
})
app.get('/users/:id', (req, res) => {
  throw new Error('invalid input syntax for type uuid')
})
app.post('/login', (req, res) => {
  const isKnown = req.body.username === 'admin' && req.body.password === 'admin'
  res.status(isKnown ? 200 : 401).json({})
})
app.post('/orders', (req, res) => res.status(201).json({}))
app.use((error, req, res, next) => res.status(500).type('text').send(error.stack))
module.exports = app.listen(process.env.SHOP_PORT)
`

const SOUND = `
const express = require('express')
const { collectDefaultMetrics, Registry } = require('prom-client')
const { gzipSync } = require('node:zlib')
const app = express()
const register = new Registry()
collectDefaultMetrics({ register })
app.disable('x-powered-by')
app.use(express.json())
app.get('/', (req, res) => res.json({ name: 'shop' }))
app.get('/health', (req, res) => res.set('Cache-Control', 'no-store').json({ status: 'pass' }))
app.get('/health/ready', (req, res) => res.set('Cache-Control', 'no-store').json({ status: 'pass' }))
const guard = (token) => (req, res, next) => {
  if (req.headers.authorization === 'Bearer ' + token) return next()
  res.status(401).json({ error: 'who are you?' })
}
app.get('/metrics', guard('of-the-test-user'), async (req, res) => res.type('text/plain').send(await register.metrics()))
app.get('/admin/users', guard('of-an-administrator'), (req, res) => res.json([{ id: 1, email: 'ada@example.com' }]))
app.get('/admin/queues', guard('of-an-administrator'), (req, res) => res.type('html').send('<title>Bull Dashboard</title>'))
app.get('/catalogue', (req, res) => {
  const text = JSON.stringify(Array.from({ length: 200 }, (_, id) => ({ id, name: 'thing' })))
  res.type('json')
  if (!/gzip/.test(req.headers['accept-encoding'])) return res.send(text)
  res.set('Content-Encoding', 'gzip').send(gzipSync(text))
})
app.get('/orders', guard('of-the-test-user'), (req, res) => res.set('Cache-Control', 'private, no-store').json([{ id: 1 }]))
app.get('/users/:id', (req, res) => res.status(400).json({ error: 'an id is a number' }))
app.post('/login', (req, res) => res.status(401).json({ error: 'wrong name or password' }))
app.post('/orders', (req, res) => res.status(201).json({}))
app.use((req, res) => res.status(404).json({ error: 'not found' }))
app.use((error, req, res, next) => res.status(error.status ?? 500).json({ error: 'failed' }))
module.exports = app.listen(process.env.SHOP_PORT)
`

const DOCKER = {
  Dockerfile:
    'FROM node:24\nCOPY . .\nHEALTHCHECK --timeout=1s CMD wget -qO- http://localhost/health/ready\nCMD ["node", "server.js"]\n',
}

interface Circumstances {
  local?: boolean
  manifests?: Record<string, string>
}

type Audited = RunningVerdict & { http: HttpFacts }

/** Audits the text and what it does, as if strangers reached it unless `local`: a test server is always on loopback. */
async function audit(
  source: string,
  { local = false, manifests = DOCKER, ...request }: Partial<LiveRequest> & Circumstances = {},
): Promise<Audited> {
  const reader = memoryReader(project('express@5 prom-client@15', { 'server.js': source, ...manifests }))
  return await runSource(source, async (url) => {
    let http: HttpFacts | undefined
    const verdict = await outcomesOf({ url, active: true, timeoutMs: LIMIT_MS, ...request }, reader, {
      onLive: ({ answers }) => {
        if (answers.http?.state !== 'answered') return
        http = answers.http.facts
        http.local = local
      },
    })
    return { ...verdict, http: http! }
  })
}

const folder = mkdtempSync(join(tmpdir(), 'served-'))
mkdirSync(join(folder, '.git'))
writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n')
writeFileSync(
  join(folder, '.env'),
  'NODE_ENV=production\nDB_PASSWORD=correct-horse\nGREETING=unredacted-battery-staple\n',
)
writeFileSync(
  join(folder, 'dump.sql'),
  '-- PostgreSQL database dump\nCOPY users (email) FROM stdin;\nada@example.com\n',
)
afterAll(() => rmSync(folder, { recursive: true }))
const headers = { authorization: 'Bearer of-the-test-user' }

describe('a service with every fault, and one with none', { timeout: LIMIT_MS }, () => {
  let faulty: Audited
  let sound: Audited
  beforeAll(async () => {
    faulty = await audit(FAULTY(folder), { headers })
    sound = await audit(SOUND, { headers })
  }, LIMIT_MS)

  const rules: [rule: string, severity: string, says: string][] = [
    ['health/failing-now', 'critical', '/health/ready answers 503'],
    ['health/status-lie', 'warning', '/health says'],
    ['health/leaks-detail', 'warning', 'what it cannot reach'],
    ['health/cacheable', 'info', 'no Cache-Control'],
    ['error-handling/stack-leak', 'critical', 'a stack trace'],
    ['error-handling/malformed-json-500', 'warning', 'answers 500'],
    ['error-handling/unknown-route', 'info', 'HTML'],
    ['security/artifact-exposed', 'critical', '/.env is served: variables with credentials'],
    ['security/artifact-exposed', 'critical', '/.git/HEAD is served: Git repository'],
    ['security/artifact-exposed', 'critical', '/dump.sql is served: database dump'],
    ['security/debug-surface', 'warning', '/admin/queues is open: queue board'],
    ['security/debug-surface', 'warning', '/docs is open: API documentation'],
    ['security/admin-unauth', 'critical', '/admin/users gives records to everybody'],
    ['security/default-admin', 'critical', '/login lets admin in'],
    ['security/version-disclosure', 'info', 'X-Powered-By: Express'],
    ['monitoring/metrics-public', 'warning', '/metrics'],
    ['monitoring/no-runtime-metrics', 'info', 'the event loop'],
    ['performance/no-compression', 'info', '/catalogue'],
    ['cache/private-cacheable', 'warning', '/orders'],
  ]
  it.each(rules)('%s (%s): %s', (rule, severity, says) => {
    const result = faulty.of(rule)
    expect(result).toMatchObject({ outcome: 'fail', severity, confidence: 'proven' })
    expect(result.findings.map(({ message }) => message).join('\n')).toContain(says)
    expect(sound.of(rule)).toMatchObject({ outcome: 'pass', confidence: 'proven' })
  })

  it.each(['health/missing', 'health/path-mismatch', 'health/slow', 'health/auth-required', 'monitoring/no-metrics'])(
    '%s: seen to be in order',
    (rule) => expect(sound.of(rule)).toMatchObject({ outcome: 'pass', confidence: 'proven' }),
  )

  it('keeps nothing of what should not have been served', () => {
    const text = JSON.stringify([faulty.report, faulty.http])
    for (const content of ['correct-horse', 'unredacted-battery-staple', 'ada@example.com'])
      expect(text).not.toContain(content)
  })

  it('asks again what fails, and what is refused with the credentials', () => {
    const of = (path: string) => faulty.http.paths.find((asked) => asked.path === path)
    expect(of('/health/ready')).toMatchObject({ tries: 3 })
    expect(of('/orders')).toMatchObject({
      attempt: { exchange: { status: 401 } },
      authorised: { exchange: { status: 200 } },
    })
    expect(of('/')!.authorised).toBeUndefined()
  })

  it('judges no rule wrongly because it failed', () => {
    for (const { report } of [faulty, sound])
      expect(report.results.filter(({ outcome }) => outcome === 'error')).toEqual([])
  })
})

const service = (routes: string): string =>
  `const app = require('express')()\n${routes}\nmodule.exports = app.listen(process.env.SHOP_PORT)\n`

describe('services with one trait', { timeout: LIMIT_MS }, () => {
  it('one that starts: not ready twice, then ready', async () => {
    const { of } = await audit(
      service(
        "let asked = 0\napp.get('/health/ready', (req, res) => res.status(++asked < 3 ? 503 : 200).json({ status: asked < 3 ? 'fail' : 'pass' }))",
      ),
    )
    expect(of('health/failing-now')).toMatchObject({ outcome: 'pass' })
  })

  it('one without any health endpoint', async () => {
    const { of } = await audit(service("app.get('/users', (req, res) => res.json([]))"), { manifests: {} })
    expect(of('health/missing')).toMatchObject({ outcome: 'fail', severity: 'critical', confidence: 'proven' })
  })

  it('one whose health endpoint wants credentials', async () => {
    const { of } = await audit(
      service("app.get('/health', (req, res) => res.status(401).json({ error: 'who are you?' }))"),
    )
    expect(of('health/auth-required')).toMatchObject({ outcome: 'fail' })
    expect(of('health/failing-now').outcome).not.toBe('fail')
  })

  it('one that takes longer than a probe waits', async () => {
    const { of } = await audit(
      service("app.get('/health/ready', (req, res) => setTimeout(() => res.json({ status: 'pass' }), 1_200))"),
    )
    expect(of('health/slow')).toMatchObject({ outcome: 'fail', severity: 'warning' })
  })

  it('one whose probes ask where nothing is', async () => {
    const { of } = await audit(service("app.get('/healthz', (req, res) => res.json({ status: 'pass' }))"), {
      local: true,
    })
    expect(of('health/path-mismatch')).toMatchObject({ outcome: 'fail', severity: 'critical', confidence: 'proven' })
  })

  it('one that says with 200 that it is not ready', async () => {
    const { of } = await audit(service("app.get('/health/ready', (req, res) => res.json({ status: 'fail' }))"))
    expect(of('health/status-lie')).toMatchObject({ outcome: 'fail', severity: 'critical' })
    expect(of('health/failing-now')).toMatchObject({ outcome: 'pass' })
  })

  it('one that only this machine reaches', async () => {
    const { of } = await audit(FAULTY(folder), { local: true })
    for (const rule of [
      'health/leaks-detail',
      'security/admin-unauth',
      'security/debug-surface',
      'monitoring/metrics-public',
    ])
      expect(of(rule)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('local address') })
    expect(of('error-handling/stack-leak')).toMatchObject({ outcome: 'fail', severity: 'warning' })
  })

  it('one that parses identifiers badly', async () => {
    const { of } = await audit(service("app.get('/users/:id', (req, res) => { throw new Error('boom') })"), {
      active: false,
    })
    expect(of('error-handling/stack-leak')).toMatchObject({ outcome: 'fail', severity: 'critical' })
  })
})
