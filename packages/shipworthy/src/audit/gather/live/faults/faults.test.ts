import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { auditLive } from '../../../audit-live.ts'
import type { Report } from '../../../model/report.ts'
import { diskReader } from '../../project/disk-reader.ts'
import { serviceFolder } from '../process/testing/service-folder.ts'

const SLOW = { timeout: 240_000 }
const RULES = ['health/ready-constant', 'health/live-checks-deps', 'database/pool-error-handler']

const SERVER = `
import { createServer } from 'node:http'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2000 })
const paths = {
  '/': async () => { await pool.query('SELECT 1'); return 200 },
  '/livez': async () => 200,
  '/readyz': async () => { await pool.query('SELECT 1'); return 200 },
}
const server = createServer((request, response) => {
  const answer = paths[request.url] ?? (async () => 404)
  request.resume().on('end', () => answer().then((status) => response.writeHead(status).end('{"status":"ok"}'), () => response.writeHead(503).end('{"status":"fail"}')))
})
await pool.query('SELECT 1')
server.listen(process.env.PORT)
process.once('SIGTERM', () => server.close(() => pool.end().then(() => process.exit(0))))
`
const HEARD = "pool.on('error', () => {})\n"

describeWith('a service whose database is cut off', findPostgres(), ({ start }) => {
  let postgres: TestServer
  beforeAll(async () => {
    postgres = await start()
  }, 120_000)
  afterAll(() => postgres.stop())

  // Each has a proxy of its own: what is cut off there is cut off for nobody else.
  async function cutOff(code: string, server = SERVER): Promise<Report> {
    using folder = serviceFolder(`${server}${code}`)
    const command = { command: 'node server.mjs', folder: folder.path }
    const request = { start: command, databaseUrl: postgres.url, active: true, timeoutMs: 200_000 }
    // Not before the end may the folder go.
    return await auditLive(diskReader(folder.path), request)
  }

  function outcomes({ results }: Report): unknown[] {
    return RULES.map((id) => {
      const { outcome, findings } = results.find(({ rule }) => rule === id)!
      return [outcome, ...findings.map(({ message }) => message)]
    })
  }

  it.concurrent('may say so, and come back', SLOW, async () => {
    const report = await cutOff(HEARD)
    expect(outcomes(report)).toEqual([['pass'], ['pass'], ['pass']])
    expect(report.live!.targets.find(({ part }) => part === 'faults')).toMatchObject({ state: 'answered' })
    const texts = report.live!.sent.map(({ text }) => text)
    expect(texts).toContain('every connection to the database is reset')
    expect(texts).toContain('the database can be reached again')
    expect(report.results.find(({ rule }) => rule === 'lifecycle/drops-inflight')?.outcome).toBe('pass')
  })

  it.concurrent('may go on as if nothing were, and fail in the wrong place', SLOW, async () => {
    const report = await cutOff(
      `${HEARD}Object.assign(paths, { '/livez': paths['/readyz'], '/readyz': async () => 200 })\n`,
    )
    expect(outcomes(report)).toEqual([
      ['fail', '/readyz answers 200 without its database, for 35 s'],
      ['fail', '/livez answers 503 without its database: when that is away, every instance is restarted'],
      ['pass'],
    ])
  })

  it.concurrent('may never come back', SLOW, async () => {
    const report = await cutOff(
      `${HEARD}let isLost = false\nconst ask = paths['/readyz']\npaths['/readyz'] = async () => { if (isLost) return 503; try { return await ask() } catch { isLost = true; return 503 } }\n`,
    )
    expect(outcomes(report)[0]).toEqual(['fail', '/readyz does not come back within 35 s when its database does'])
  })

  it.concurrent('may end', SLOW, async () => {
    const report = await cutOff('')
    expect(outcomes(report)).toEqual([
      ['unknown'],
      ['unknown'],
      [
        'fail',
        expect.stringMatching(/^when its database resets connections, the service ends: it ended with 1 after \d+ ms/),
      ],
    ])
    expect(report.live!.targets.at(-1)).toMatchObject({ part: 'process', state: 'answered' })
  })

  it.concurrent.for([
    ['waits for it', 'server.close(() => process.exit(0))', ['pass']],
    ['does not', 'process.exit(0)', ['fail', 'a request that is being answered when SIGTERM comes is cut off']],
  ] as const)('may be stopped while a request waits for its database, and %s', SLOW, async ([, onSignal, expected]) => {
    const report = await cutOff(
      "process.removeAllListeners('SIGTERM').once('SIGTERM', () => " + onSignal + ')\n',
      `
import express from 'express'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => {})
const app = express()
app.get('/orders', async (request, response) => response.json((await pool.query('SELECT 1 AS id')).rows))
app.get('/readyz', async (request, response) => { await pool.query('SELECT 1'); response.json({ status: 'ok' }) })
const server = app.listen(process.env.PORT)
`,
    )
    const { outcome, findings, evidence } = report.results.find(({ rule }) => rule === 'lifecycle/drops-inflight')!
    expect([outcome, ...findings.map(({ message }) => message)]).toEqual(expected)
    const [shown] = [...(findings[0]?.evidence ?? []), ...evidence]
    expect(shown?.snippet).toMatch(/^GET \/orders, the answer of its database held back →/)
  })
})
