import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findTlsSites, type SiteName, type TlsSites } from '../../../../../../../tools/servers/tls-sites.ts'
import { auditLive } from '../../../audit-live.ts'
import { NO_PLAN } from '../../../facts/live/live-plan.ts'
import { noSource } from '../../project/no-source.ts'
import { RULES } from '../../../rules/registry.generated.ts'
import type { RuleResult } from '../../../model/outcome.ts'
import { gatherLive } from '../gather-live.ts'
import type { LiveRequest } from '../live-request.ts'

const TLS_RULES = RULES.filter(({ id, live }) => id.startsWith('tls/') && live?.parts.includes('tls'))
const TIMEOUT_MS = 60_000

describeWith('TLS of nginx', findTlsSites(), ({ start }) => {
  let sites: TlsSites
  beforeAll(async () => {
    sites = await start()
  }, 120_000)
  afterAll(() => sites[Symbol.asyncDispose]())

  async function verdicts(site: SiteName, request: Partial<LiveRequest> = {}): Promise<Record<string, RuleResult>> {
    const { results } = await auditLive(
      noSource(''),
      { tls: sites.at(site), ca: sites.root, active: false, timeoutMs: TIMEOUT_MS, ...request },
      { rules: TLS_RULES },
    )
    return Object.fromEntries(results.map((result) => [result.rule, result]))
  }

  it('finds nothing at a site that is as it should be', { timeout: TIMEOUT_MS }, async () => {
    const results = await verdicts('good', { url: sites.plain.redirects })
    expect(Object.entries(results).filter(([, { outcome }]) => outcome !== 'pass')).toEqual([])
    expect(Object.keys(results)).toHaveLength(TLS_RULES.length)
  })

  it.each([
    ['expired', 'tls/cert-invalid', 'critical', 'expired on'],
    ['early', 'tls/cert-invalid', 'critical', 'only valid from'],
    [
      'misnamed',
      'tls/cert-invalid',
      'critical',
      'does not hold the name shop.example.com; it is for other.example.com',
    ],
    ['ending', 'tls/cert-expiring', 'warning', 'in 19 days'],
    ['lastDays', 'tls/cert-expiring', 'critical', 'in 2 days'],
    ['incomplete', 'tls/chain-incomplete', 'warning', 'Shipworthy Test Intermediate'],
    ['old', 'tls/old-protocol', 'warning', 'TLSv1 and TLSv1.1 can be used'],
    ['old', 'tls/weak-cipher', 'warning', 'NULL ciphers can be used'],
    ['weakKey', 'tls/weak-key', 'warning', '1024 bits'],
    ['shortMemory', 'tls/hsts', 'warning', '1 day'],
    ['expired', 'tls/hsts', 'warning', 'not sent'],
  ] as const)('%s: %s', { timeout: TIMEOUT_MS }, async (site, rule, severity, says) => {
    const result = (await verdicts(site))[rule]!
    expect(result).toMatchObject({ outcome: 'fail', confidence: 'proven', severity })
    expect(result.findings.map(({ message }) => message).join('; ')).toContain(says)
  })

  it('finds one fault where there is one', { timeout: TIMEOUT_MS }, async () => {
    const failing = Object.values(await verdicts('incomplete')).filter(({ outcome }) => outcome === 'fail')
    expect(failing.map(({ rule }) => rule).toSorted()).toEqual(['tls/chain-incomplete', 'tls/hsts'])
  })

  it('says that the site is served without TLS too', { timeout: TIMEOUT_MS }, async () => {
    const result = (await verdicts('good', { url: sites.plain.serves }))['tls/no-https-redirect']!
    expect(result.findings[0]).toMatchObject({ message: `${sites.plain.serves}/ answers 200 without TLS` })
  })

  it('does not call an authority of one’s own a fault on this machine', { timeout: TIMEOUT_MS }, async () => {
    const results = await verdicts('good', { tls: `127.0.0.1:${sites.port('good')}`, ca: '' })
    expect(results['tls/cert-invalid']).toMatchObject({ outcome: 'unknown' })
    expect(results['tls/hsts']).toMatchObject({ outcome: 'not-applicable' })
  })

  it('lists everything that was sent', { timeout: TIMEOUT_MS }, async () => {
    const { sent } = await gatherLive(
      { tls: sites.at('good'), ca: sites.root, active: false, timeoutMs: TIMEOUT_MS },
      NO_PLAN,
    )
    const at = sites.at('good')
    expect(sent.map(({ text }) => text)).toEqual(
      expect.arrayContaining([`TLS handshake with ${at}`, `offer TLSv1 to ${at}`, `offer RC4 ciphers to ${at}`]),
    )
    expect(sent).toHaveLength(14)
  })
})

describe('servers that are no TLS servers', () => {
  const BEHAVIOUR: Record<string, [answer: (socket: Socket) => void, reason: RegExp]> = {
    'speaks HTTP': [
      (socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      /does not speak TLS/,
    ],
    'closes at once': [(socket) => socket.end(), /closed|reset|disconnected/],
    'never answers': [() => undefined, /no answer in time|the time for all probes is over/],
    'answers one byte a second': [trickle, /no answer in time|the time for all probes is over|does not speak TLS/],
    'sends without end': [flood, /does not speak TLS|handshake fails/],
  }

  it.each(Object.entries(BEHAVIOUR))('%s', { timeout: TIMEOUT_MS }, async (_, [answer, reason]) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      answer(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { targets, answers } = await gatherLive({ tls: `127.0.0.1:${port}`, active: false, timeoutMs: 3000 }, NO_PLAN)
    expect(targets).toMatchObject([{ part: 'tls', name: `127.0.0.1:${port}`, state: 'silent' }])
    expect(answers.tls).toMatchObject({ state: 'silent', reason: expect.stringMatching(reason) as string })
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('a port that nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const { answers } = await gatherLive({ tls: `127.0.0.1:${port}`, active: false, timeoutMs: TIMEOUT_MS }, NO_PLAN)
    expect(answers.tls).toMatchObject({ state: 'silent', cause: 'refused' })
  })

  it('a name that does not exist', async () => {
    const request = { tls: 'no-such-host.invalid:443', active: false, timeoutMs: TIMEOUT_MS }
    expect((await gatherLive(request, NO_PLAN)).answers.tls).toMatchObject({
      state: 'silent',
      cause: 'dns',
    })
  })
})

function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write(Buffer.from([0x16])), 1000)
  socket.on('close', () => clearInterval(timer))
}

function flood(socket: Socket): void {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}
