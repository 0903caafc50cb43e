import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

/** A proxy before a server that says everything twice. */
async function startEcho(): Promise<TcpProxy> {
  const server = createServer((socket) => {
    socket.on('data', (chunk) => socket.write(`${chunk}${chunk}`)).on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  return proxy
}

async function client({ port }: TcpProxy): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function say(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

it('hands over what both say', async () => {
  const proxy = await startEcho()
  const socket = await client(proxy)
  expect(await say(socket, 'ab')).toBe('abab')
  expect([proxy.open(), proxy.attempts()]).toEqual([1, 1])
})

it('hands over much, in order', async () => {
  const socket = await client(await startEcho())
  const sent = Array.from({ length: 50_000 }, (_, index) => `${index} `).join('')
  let length = 0
  const all = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length === sent.length * 2) resolve()
    })
  })
  socket.write(sent)
  await all
  expect(length).toBe(sent.length * 2)
})

it('resets what is open and what comes, until it is restored', async () => {
  const proxy = await startEcho()
  const socket = await client(proxy)
  await say(socket, 'ab')
  const reset = once(socket, 'error')
  proxy.cut()
  expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' })
  const other = connect(proxy.port, '127.0.0.1')
  expect((await once(other, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
  proxy.restore()
  expect(await say(await client(proxy), 'c')).toBe('cc')
  expect(proxy.attempts()).toBe(3)
})

it('holds back what is said, and hands it over later', async () => {
  const proxy = await startEcho()
  const socket = await client(proxy)
  await say(socket, 'ab')
  proxy.hold()
  let answer = ''
  const said = new Promise<void>((resolve) => {
    socket.once('data', (chunk) => {
      answer = String(chunk)
      resolve()
    })
  })
  socket.write('cd')
  const late = await client(proxy)
  const lateAnswer = once(late, 'data')
  late.write('e')
  await new Promise((done) => setTimeout(done, 200))
  expect(answer).toBe('')
  proxy.release()
  await said
  expect(answer).toBe('cdcd')
  expect(String((await lateAnswer)[0])).toBe('ee')
})

it('leads nowhere without a target', async () => {
  const proxy = await startTcpProxy()
  onTestFinished(proxy.close)
  const socket = connect(proxy.port, '127.0.0.1')
  expect((await once(socket, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
  expect([proxy.attempts(), proxy.open(), typeof proxy.lastAttemptMs()]).toEqual([1, 0, 'number'])
})
