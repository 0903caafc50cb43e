import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { runOnce } from '../testing/run-once.ts'
import { dns } from './dns.ts'

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** A name server with one address for every name, or an error, or silence. */
async function serve(answer: () => { address?: number[]; code?: number } | undefined): Promise<string> {
  const socket = createSocket('udp4').on('message', (question, { port, address }) => {
    const said = answer()
    if (!said) return
    const end = question.indexOf(0, 12) + 5
    const head = Buffer.from(question.subarray(0, 12))
    head.writeUInt16BE(0x8180 | (said.code ?? 0), 2)
    head.writeUInt16BE(said.address ? 1 : 0, 6)
    head.writeUInt32BE(0, 8)
    // A pointer to the name, type A, class IN, 60 s, 4 bytes.
    const record = said.address
      ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...said.address])
      : Buffer.alloc(0)
    socket.send(Buffer.concat([head, question.subarray(12, end), record]), port, address)
  })
  open.push(socket.bind(0, '127.0.0.1'))
  await once(socket, 'listening')
  return `127.0.0.1:${socket.address().port}`
}

describe('dns', () => {
  it('finds what the system finds', async () => {
    const result = await runOnce(dns({ host: 'localhost', timeout: '10s' }))
    expect(result).toMatchObject({ check: 'dns:localhost', status: 'healthy', unit: 'records' })
    expect(await runOnce(dns({ host: 'localhost', expect: ['192.0.2.1'], timeout: '10s' }))).toMatchObject({
      status: 'critical',
      message: expect.stringMatching(/^localhost resolves to .+, without 192\.0\.2\.1$/),
    })
  })

  it('asks the servers that it is told, and notices when they fail and when they are back', async () => {
    let said: ReturnType<Parameters<typeof serve>[0]> = { address: [10, 0, 4, 7] }
    const server = await serve(() => said)
    const check = dns({ host: 'db.internal', servers: [server], expect: ['10.0.4.7'], timeout: '10s' })
    const countFiles = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
    await runOnce(check)
    const before = countFiles()
    expect(await runOnce(check, 1000)).toMatchObject({ status: 'healthy', value: 1 })
    expect(countFiles()).toBeLessThanOrEqual(before + 5)
    said = { address: [10, 0, 4, 8] }
    expect(await runOnce(check)).toMatchObject({ message: 'db.internal resolves to 10.0.4.8, without 10.0.4.7' })
    said = { code: 3 }
    expect(await runOnce(check)).toMatchObject({ status: 'critical', message: 'queryA ENOTFOUND db.internal' })
    said = { code: 2 }
    expect(await runOnce(check)).toMatchObject({ status: 'critical', message: 'queryA ESERVFAIL db.internal' })
    said = undefined
    const hasty = dns({ host: 'db.internal', servers: [server], timeout: '100ms' })
    expect(await runOnce(hasty)).toMatchObject({ status: 'critical', fault: 'timeout' })
    said = { address: [10, 0, 4, 7] }
    expect(await runOnce(check)).toMatchObject({ status: 'healthy' })
  })
})
