import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { auditLive } from '../../../audit-live.ts'
import type { Report } from '../../../model/report.ts'
import { diskReader } from '../../project/disk-reader.ts'
import type { LiveRequest } from '../live-request.ts'
import { serviceFolder } from './testing/service-folder.ts'

/** Starting and stopping waits for the service; on a busy machine that takes its time. */
const SLOW = { timeout: 180_000 }

const HTTP = `
import { createServer } from 'node:http'
const handler = (request, response) => {
  request.resume().on('end', () => response.writeHead(request.url === '/health' ? 200 : 404).end('{}'))
}
const server = createServer(handler)
`
const LISTEN = 'server.listen(process.env.PORT)\n'
const GRACEFUL = "process.once('SIGTERM', () => server.close(() => process.exit(0)))\n"

async function start(code: string, more: Partial<LiveRequest> = {}, command = 'node server.mjs'): Promise<Report> {
  using folder = serviceFolder(code)
  const request = { start: { command, folder: folder.path }, active: false, timeoutMs: 150_000, ...more }
  // Not before the end may the folder go.
  return await auditLive(diskReader(folder.path), request)
}

function outcomes({ results }: Report, ...rules: string[]): Record<string, string> {
  return Object.fromEntries(
    results.filter(({ rule }) => rules.includes(rule)).map((result) => [result.rule, said(result)]),
  )
}

function said({ outcome, findings }: Report['results'][number]): string {
  const [finding] = findings
  return finding ? `${outcome}, ${finding.severity}: ${finding.message}` : outcome
}

describe.concurrent('a service that is stopped', SLOW, () => {
  it('may finish what it has begun', async () => {
    const report = await start(`${HTTP}${LISTEN}${GRACEFUL}`)
    expect(outcomes(report, 'lifecycle/drops-inflight', 'lifecycle/no-sigterm')).toEqual({
      'lifecycle/drops-inflight': 'pass',
      'lifecycle/no-sigterm': 'pass',
    })
    expect(report.live?.targets).toMatchObject([
      { part: 'http', name: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), state: 'answered' },
      { part: 'process', name: 'node server.mjs', state: 'answered' },
    ])
    expect(report.live?.sent.at(-1)).toMatchObject({
      text: 'SIGTERM',
      answer: expect.stringMatching(/^ended with 0 after \d+ ms; slow request: 404 after \d+ ms$/),
    })
  })

  it('may be ended by the signal, which cuts off what it has begun', async () => {
    const report = await start(`${HTTP}${LISTEN}`)
    expect(outcomes(report, 'lifecycle/drops-inflight', 'lifecycle/no-sigterm')).toEqual({
      'lifecycle/drops-inflight': 'fail, critical: a request that is being answered when SIGTERM comes is cut off',
      'lifecycle/no-sigterm': 'fail, warning: SIGTERM is not handled: it ends the process at once',
    })
  })

  it('may handle the signal and not wait', async () => {
    const report = await start(`${HTTP}${LISTEN}process.on('SIGTERM', () => process.exit(0))\n`)
    expect(outcomes(report, 'lifecycle/drops-inflight', 'lifecycle/no-sigterm')).toEqual({
      'lifecycle/drops-inflight': 'fail, critical: a request that is being answered when SIGTERM comes is cut off',
      'lifecycle/no-sigterm':
        'fail, warning: SIGTERM is handled without closing the server: requests in flight are cut off',
    })
  })

  it('may be the child of a first process that ends without it', async () => {
    const parent = `
import { spawn } from 'node:child_process'
spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(`${HTTP}${LISTEN}${GRACEFUL}`)}], { stdio: 'inherit' })
process.on('SIGTERM', () => process.exit(0))
`
    const report = await start(parent)
    expect(outcomes(report, 'lifecycle/drops-inflight')['lifecycle/drops-inflight']).toMatch(
      /is cut off: the command ends and leaves \S+ behind$/,
    )
  })

  it('may answer so early that nothing can be seen', async () => {
    const early =
      "import { createServer } from 'node:http'\nconst server = createServer((_, response) => response.end('ok'))\n"
    const report = await start(`${early}${LISTEN}${GRACEFUL}`)
    expect(outcomes(report, 'lifecycle/drops-inflight')).toEqual({ 'lifecycle/drops-inflight': 'unknown' })
  })

  it('may let nobody in but to a route that reads what it gets', async () => {
    const guarded = `
import express from 'express'
const server = express()
server.post('/login', express.json(), (request, response) => response.json({}))
server.use((request, response) => response.status(401).json({}))
server.listen(process.env.PORT)
`
    const passive = await start(guarded)
    expect(outcomes(passive, 'lifecycle/drops-inflight')['lifecycle/drops-inflight']).toMatch(/^fail, warning: SIGTERM/)
    const active = await start(guarded, { active: true })
    expect(outcomes(active, 'lifecycle/drops-inflight')['lifecycle/drops-inflight']).toMatch(
      /^fail, critical: .*cut off$/,
    )
    const sent = active.live!.sent.find(({ text }) => text === 'POST /login, its body held back')
    expect(sent?.answer).toBe('taken; usually 400')
  })

  it('may still run when the time is over', async () => {
    const report = await start(`${HTTP}${LISTEN}process.on('SIGTERM', () => {})\n`, { timeoutMs: 9_000 })
    expect(outcomes(report, 'lifecycle/no-sigterm')).not.toMatchObject({ 'lifecycle/no-sigterm': 'pass' })
    expect(JSON.stringify(outcomes(report, 'lifecycle/no-sigterm'))).not.toContain('will be killed')
  })
})

describe.concurrent('a service that is started', SLOW, () => {
  it('is told the port by the variable that its code reads', async () => {
    const report = await start(`${HTTP}server.listen(Number(process.env.SHOP_PORT ?? 3000))\n${GRACEFUL}`)
    expect(report.live?.targets.find(({ part }) => part === 'process')).toMatchObject({ state: 'answered' })
  })

  it('is found on a port of its own choice', async () => {
    const report = await start(`${HTTP}server.listen(0, '127.0.0.1')\n${GRACEFUL}`)
    expect(report.live?.targets.find(({ part }) => part === 'process')).toMatchObject({ state: 'answered' })
  })

  it('may end at once: nothing is known, and its last words say why', async () => {
    const report = await start("console.error('no licence found, password=hunter22')\nprocess.exit(3)\n")
    const [target] = report.live!.targets
    expect(target).toMatchObject({ part: 'process', state: 'silent' })
    expect(target?.reason).toMatch(/^it ended with 3 after \d+ ms; its last words: no licence found/)
    expect(JSON.stringify(report).includes('hunter22')).toBe(false)
    expect(outcomes(report, 'lifecycle/drops-inflight')).toEqual({ 'lifecycle/drops-inflight': 'unknown' })
  })

  it('may never listen', async () => {
    const report = await start("console.log('thinking')\nsetInterval(() => {}, 1000)\n", { timeoutMs: 4_000 })
    expect(report.live?.targets).toMatchObject([{ part: 'process', state: 'silent', reason: 'no answer in time' }])
    expect(report.live?.sent).toMatchObject([{ answer: expect.stringMatching(/^it opened no port in time/) }])
  })

  it.each([
    ['never', '() => {}'],
    ['with something that is not HTTP', '() => {}).on("connection", (socket) => socket.end("220 ready\\r\\n")'],
  ])('may answer %s', async (_, handler) => {
    const code = `import { createServer } from 'node:http'\nconst server = createServer(${handler})\n${LISTEN}`
    const report = await start(`${code}process.on('SIGTERM', () => process.exit(0))\n`)
    const states = report.live!.targets.map(({ part, state }) => [part, state])
    expect(states).toEqual([
      ['http', 'silent'],
      ['process', 'answered'],
    ])
    expect(outcomes(report, 'lifecycle/drops-inflight')).toEqual({ 'lifecycle/drops-inflight': 'unknown' })
  })

  it('is gone afterwards, with all that it started', async (test) => {
    using folder = serviceFolder(`
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
${HTTP}${LISTEN}
const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])
writeFileSync('pids', process.pid + ' ' + child.pid)
process.on('SIGTERM', () => process.exit(0))
`)
    const request = { start: { command: 'node server.mjs', folder: folder.path }, active: false, timeoutMs: 150_000 }
    await auditLive(diskReader(folder.path), request)
    const pids = readFileSync(folder.at('pids'), 'utf8').split(' ')
    await test.expect.poll(() => pids.filter((pid) => runs(pid)), { timeout: 30_000 }).toEqual([])
  })
})

function runs(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

const POOL = `
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => {})
`

describeWith('a service that is started without its database', findPostgres(), ({ start: startServer }) => {
  let postgres: TestServer
  beforeAll(async () => {
    postgres = await startServer()
  }, 120_000)
  afterAll(() => postgres.stop())

  it.concurrent.for([
    ['ends with an error', `await pool.query('SELECT 1')\n${LISTEN}${GRACEFUL}`, 'pass'],
    [
      'stays and serves nothing',
      `setInterval(() => {}, 1000)\nconst main = async () => { await pool.query('SELECT 1'); ${LISTEN} }\nmain().catch(console.error)\n`,
      'fail, critical: when its database cannot be reached at start it gives up and stays: the process runs and serves nothing',
    ],
    [
      'goes on as if nothing were',
      `await pool.query('SELECT 1').catch(() => {})\n${LISTEN}${GRACEFUL}`,
      'fail, warning: when its database cannot be reached at start it goes on, and takes requests',
    ],
    [
      'ends with 0',
      `await pool.query('SELECT 1').catch(() => process.exit(0))\n${LISTEN}${GRACEFUL}`,
      'fail, warning: when its database cannot be reached at start it ends with 0, as if all had gone well',
    ],
    [
      'says that it is not ready',
      `server.removeAllListeners('request').on('request', (_, response) => pool.query('SELECT 1').then(() => response.end('{}'), () => response.writeHead(503).end('{}')))\n${LISTEN}${GRACEFUL}`,
      'pass',
    ],
  ] as const)('%s', SLOW, async ([, code, expected]) => {
    const report = await start(`${HTTP}${POOL}${code}`, { databaseUrl: postgres.url })
    expect(outcomes(report, 'lifecycle/boot-swallow')).toEqual({ 'lifecycle/boot-swallow': expected })
  })
})
