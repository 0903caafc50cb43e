import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { createServer } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate, type Certificate } from '../testing/make-certificate.ts'
import { measured, runOnce } from '../testing/run-once.ts'
import { tls } from './tls.ts'

const HOUR_MS = 3_600_000
const at = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS)
const root = makeCertificate({ name: 'Test Root', from: at(-10_000), to: at(90_000), isAuthority: true })

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function listen(server: Server): Promise<number> {
  open.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const serve = ({ key }: Certificate, ...chain: readonly Certificate[]): Promise<number> =>
  listen(createServer({ key, cert: chain.map(({ cert }) => cert).join('') }).on('tlsClientError', () => {}))

/** Serves a certificate for `api.test` and judges it, with the root as the authority. */
async function judge(certificate: Certificate, chain = [certificate], options = {}) {
  const port = await serve(certificate, ...chain)
  const common = { host: '127.0.0.1', port, servername: 'api.test', ca: root.cert, name: 'api' }
  return runOnce(tls({ ...common, ...options }))
}

const issue = (from: number, to: number, name = 'api.test') =>
  makeCertificate({ name, from: at(from), to: at(to), issuer: root })

describe('a certificate', () => {
  it.each([
    ['of 90 days, new', -24, 89 * 24, 'healthy'],
    ['of 90 days, with 20 left', -70 * 24, 20 * 24, 'healthy'],
    ['of 90 days, with 17 left', -73 * 24, 17 * 24, 'warning'],
    ['of 90 days, with 7 left', -83 * 24, 7 * 24, 'critical'],
    ['of 6 days, with 3 left', -3 * 24, 3 * 24, 'healthy'],
    ['of 6 days, with 1 left', -5 * 24, 24, 'warning'],
    ['of 6 days, with 10 hours left', -134, 10, 'critical'],
    ['of a year, with 80 days left', -285 * 24, 80 * 24, 'healthy'],
  ])('%s', async (_, from, to, status) => {
    const result = await judge(issue(from, to))
    expect(result.status).toBe(status)
    expect(result.unit).toBe('days')
    expect(measured(result)['lifetimeLeft']).toBeCloseTo((100 * to) / (to - from), 0)
    if (status !== 'healthy') expect(result.message).toMatch(/^the certificate of api\.test ends in /)
  })

  it.each([
    ['has expired', issue(-100, -1), /expired/i],
    ['is not yet valid', issue(1, 100), /CERT_NOT_YET_VALID/],
    ['has another name', issue(-1, 1000, 'other.test'), /altnames/],
    ['is self-signed', makeCertificate({ name: 'api.test', from: at(-1), to: at(1000) }), /self.?signed/i],
  ])('that %s is critical', async (_, certificate, message) => {
    expect(await judge(certificate)).toMatchObject({ status: 'critical', message: expect.stringMatching(message) })
  })

  it('that is self-signed may be trusted by itself', async () => {
    const own = makeCertificate({ name: 'api.test', from: at(-1), to: at(1000), isAuthority: true })
    expect(await judge(own, [own], { ca: own.cert })).toMatchObject({ status: 'healthy' })
  })

  it('without its intermediate is critical; with one that runs out, a warning', async () => {
    const middle = makeCertificate({ name: 'Middle', from: at(-900), to: at(100), issuer: root, isAuthority: true })
    const leaf = makeCertificate({ name: 'api.test', from: at(-1), to: at(1000), issuer: middle })
    expect(await judge(leaf)).toMatchObject({
      status: 'critical',
      message: expect.stringMatching(/UNABLE_TO_VERIFY_LEAF_SIGNATURE/),
    })
    const result = await judge(leaf, [leaf, middle])
    expect(result).toMatchObject({ status: 'warning', message: expect.stringContaining('certificate of Middle') })
  })

  it('is not had from who is away, silent, or speaks something else', async () => {
    const target = { host: '127.0.0.1', name: 'api' } as const
    expect(await runOnce(tls({ ...target, port: 1 }))).toMatchObject({ message: 'connect ECONNREFUSED 127.0.0.1:1' })
    const sockets = new Set<unknown>()
    const silent = await listen(
      createTcpServer((socket) => sockets.add(socket) && socket.on('close', () => sockets.delete(socket)).resume()),
    )
    expect(await runOnce(tls({ ...target, port: silent, timeout: '100ms' }))).toMatchObject({ fault: 'timeout' })
    await expect.poll(() => sockets.size).toBe(0)
    const chatty = await listen(createTcpServer((socket) => void socket.on('error', () => {}).end('220 hello\r\n')))
    expect(await runOnce(tls({ ...target, port: chatty }))).toMatchObject({ status: 'critical' })
  })

  it('leaves no connection behind after 1,000 runs', { timeout: 120_000 }, async () => {
    const certificate = issue(-1, 1000)
    const port = await serve(certificate, certificate)
    await runOnce(tls({ host: '127.0.0.1', port, servername: 'api.test', ca: root.cert, name: 'api' }), 1000)
    const count = () => new Promise((resolve) => open.at(-1)!.getConnections((_, connections) => resolve(connections)))
    await expect.poll(count).toBe(0)
  })
})
