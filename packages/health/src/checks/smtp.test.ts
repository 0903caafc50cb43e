import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { runOnce } from '../testing/run-once.ts'
import { smtp } from './smtp.ts'

const open: { close: () => unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const PATIENT = { host: '127.0.0.1', timeout: '10s' } as const

async function serve(options: SMTPServerOptions = {}): Promise<{ port: number; server: SMTPServer }> {
  const server = new SMTPServer({ ...options, logger: false, disableReverseLookup: true })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  open.push({ close: () => server.close() })
  await once(listening, 'listening')
  return { port: (listening.address() as AddressInfo).port, server }
}

async function serveRaw(onConnect: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => onConnect(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a mail server', () => {
  it('greets, offers STARTTLS and sees us leave', async () => {
    const { port, server } = await serve()
    expect(await runOnce(smtp({ ...PATIENT, port }))).toMatchObject({ check: 'smtp', status: 'healthy' })
    await expect.poll(() => server.connections.size).toBe(0)
  })

  it('without STARTTLS is a warning, unless that is known', async () => {
    const { port } = await serve({ hideSTARTTLS: true })
    expect(await runOnce(smtp({ ...PATIENT, port }))).toMatchObject({
      status: 'warning',
      message: 'the server does not offer STARTTLS',
    })
    expect(await runOnce(smtp({ ...PATIENT, port, startTls: false }))).toMatchObject({ status: 'healthy' })
  })

  it('that sends its lines in pieces is understood', async () => {
    const port = await serveRaw(async (socket) => {
      socket.write('220-one\r\n22')
      await new Promise((resolve) => void setImmediate(resolve))
      socket.write('0 two\r\n')
      await once(socket, 'data')
      for (const piece of ['250-mail', '.test\r\n250-', 'STARTTLS\r\n', '250 SIZE 1\r\n']) {
        socket.write(piece)
        await new Promise((resolve) => void setImmediate(resolve))
      }
      await once(socket, 'data')
      socket.end('221 bye\r\n')
    })
    expect(await runOnce(smtp({ ...PATIENT, port }))).toMatchObject({ status: 'healthy' })
  })

  it.each([
    ['is too busy', '421 too busy\r\n', 'answered 421 too busy'],
    ['speaks something else', 'x'.repeat(20_000), expect.stringContaining('answered xxx')],
  ])('that %s is critical', async (_, text, message) => {
    const port = await serveRaw((socket) => void socket.write(text))
    expect(await runOnce(smtp({ ...PATIENT, port }))).toMatchObject({ status: 'critical', message })
  })

  it('that hangs up, or is silent, or away, is critical', async () => {
    const rude = await serveRaw((socket) => void socket.end())
    expect(await runOnce(smtp({ ...PATIENT, port: rude }))).toMatchObject({ message: 'the server hung up' })
    const silent = await serveRaw((socket) => void socket.resume())
    expect(await runOnce(smtp({ ...PATIENT, port: silent, timeout: '100ms' }))).toMatchObject({ fault: 'timeout' })
    expect(await runOnce(smtp({ ...PATIENT, port: 1 }))).toMatchObject({ message: 'connect ECONNREFUSED 127.0.0.1:1' })
  })

  it('has no more connections after 1,000 runs', { timeout: 120_000 }, async () => {
    const { port, server } = await serve()
    // The server greets after a tenth of a second.
    await Promise.all(Array.from({ length: 50 }, () => runOnce(smtp({ ...PATIENT, port }), 20)))
    await expect.poll(() => server.connections.size).toBe(0)
  })
})
