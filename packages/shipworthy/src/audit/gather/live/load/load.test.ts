import { describe, expect, it } from 'vitest'
import { auditLive } from '../../../audit-live.ts'
import type { Report } from '../../../model/report.ts'
import { diskReader } from '../../project/disk-reader.ts'
import type { LoadProfile } from '../live-request.ts'
import { serviceFolder } from '../process/testing/service-folder.ts'

const SLOW = { timeout: 180_000 }
/** Generous: what a busy machine adds must not decide. */
const PROFILE: LoadProfile = {
  connections: 4,
  seconds: 1,
  rounds: 3,
  path: '/load',
  averageMs: 60_000,
  p95Ms: 60_000,
  errorRate: 0.01,
}

/** @param answer Body of the handler; `count` is the number of the request for the path that is loaded. */
async function load(answer: string, profile: Partial<LoadProfile> = {}): Promise<Report> {
  using folder = serviceFolder(`
import { createServer } from 'node:http'
let loaded = 0
const server = createServer((request, response) => {
  const count = request.url === '/load' ? ++loaded : 0
  ${answer}
})
server.listen(process.env.PORT)
process.once('SIGTERM', () => server.close(() => process.exit(0)))
`)
  const start = { command: 'node server.mjs', folder: folder.path }
  const request = { start, active: false, timeoutMs: 150_000, load: { ...PROFILE, ...profile } }
  // Not before the end may the folder go.
  return await auditLive(diskReader(folder.path), request)
}

function outcome({ results }: Report, id: string): string | undefined {
  return results.find(({ rule }) => rule === id)?.outcome
}

function reason({ results }: Report, id: string): string {
  return results.find(({ rule }) => rule === id)?.reason ?? ''
}

describe('load', SLOW, () => {
  it('finds a service in order that is', async () => {
    const report = await load("response.end('ok')", { minRps: 1 })
    expect(outcome(report, 'performance/p95-over-budget')).toBe('pass')
    expect(outcome(report, 'performance/error-rate')).toBe('pass')
    expect(outcome(report, 'performance/throughput-below')).toBe('pass')
    const rounds = report.live!.sent.filter(({ text }) => text === 'GET /load, 4 connections for 1 s')
    expect(rounds.map(({ answer }) => answer.replaceAll(/[\d.]+/g, 'N'))).toEqual(
      Array.from({ length: 4 }, () => 'N answers, pN N ms'),
    )
  })

  it('finds one slow that is', async () => {
    const report = await load("setTimeout(() => response.end('ok'), 300)", { p95Ms: 100, averageMs: 100, minRps: 1e6 })
    // On a machine that is busy with other things the rounds may differ too much.
    for (const rule of ['performance/p95-over-budget', 'performance/throughput-below'])
      expect([outcome(report, rule), reason(report, rule)]).toEqual(
        outcome(report, rule) === 'fail' ? ['fail', ''] : ['unknown', expect.stringMatching(/coefficient|sender/)],
      )
  })

  it('counts what fails, and not what is limited', async () => {
    const failing = await load("response.writeHead(count > 20 && count % 4 === 0 ? 500 : 200).end('ok')")
    expect(failing.results.find(({ rule }) => rule === 'performance/error-rate')).toMatchObject({
      outcome: 'fail',
      findings: [
        { severity: 'critical', message: expect.stringContaining('of the requests fail under 4 connections') },
      ],
    })
    const limiting = await load("response.writeHead(count > 20 && count % 4 === 0 ? 429 : 200).end('ok')")
    expect(outcome(limiting, 'performance/error-rate')).toBe('pass')
  })

  it('does not judge what a limit answers', async () => {
    const report = await load("response.writeHead(count > 20 ? 429 : 200).end('ok')")
    expect(outcome(report, 'performance/error-rate')).toBe('unknown')
    expect(reason(report, 'performance/p95-over-budget')).toContain('429')
  })

  it('does not judge a path that fails at rest', async () => {
    const report = await load("response.writeHead(request.url === '/load' ? 404 : 200).end('no')")
    expect(reason(report, 'performance/error-rate')).toMatch(/^no path answers with 2xx at rest \(\/load: 404\)/)
  })

  it('reads of its metrics how late its event loop is, and who waits', async () => {
    const report = await load(
      "if (request.url === '/metrics') return void response.end('nodejs_eventloop_lag_p99_seconds 0.4\\npool_waiting 3\\n')\n  response.end('ok')",
      { seconds: 4 },
    )
    expect(outcome(report, 'performance/event-loop-delay')).not.toBe('pass')
    expect(reason(report, 'performance/event-loop-delay')).not.toContain('metrics do not say')
    expect(outcome(report, 'database/pool-exhaustion')).toBe('fail')
  })

  it('does not know what is not shown', async () => {
    const report = await load("response.writeHead(request.url === '/load' ? 200 : 404).end('ok')")
    expect(reason(report, 'performance/event-loop-delay')).toContain('nodejs_eventloop_lag_p99_seconds')
  })
})

describe('load on something that breaks', SLOW, () => {
  it('counts connections that are reset', async () => {
    const report = await load("if (count < 30) response.end('ok')\n  else request.socket.destroy()")
    expect(outcome(report, 'performance/error-rate')).toBe('fail')
  })
})
