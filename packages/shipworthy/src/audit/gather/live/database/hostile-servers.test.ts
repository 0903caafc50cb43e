import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { expect, it } from 'vitest'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

const SLOW_MS = 120_000
/** For servers that end the talk by themselves, however slow this machine is. */
const PATIENT_MS = 30_000
/** For servers that do not: it is waited out. */
const SHORT_MS = 4_000
const SECRET = 'correct-horse-battery'
const ENGINES = ['postgres', 'mysql'] as const

interface Listening extends AsyncDisposable {
  port: number
}

/** A server on loopback that treats each connection in its own way. */
async function listen(onConnection: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      await closed.promise
    },
  }
}

interface Silence {
  reason: string
  /** Of `database/unreachable`. */
  outcome: string
}

async function silenceOf(engine: string, host: string, timeoutMs = PATIENT_MS): Promise<Silence> {
  const databaseUrl = `${engine}://app:${SECRET}@${host}/app`
  const { report, of } = await outcomesOf({
    databaseUrl,
    timeoutMs,
    environment: new Map([['DATABASE_URL', databaseUrl]]),
  })
  expect(JSON.stringify(report)).not.toContain(SECRET)
  const target = report.live!.targets.find(({ part }) => part === 'postgres' || part === 'mysql')
  expect(target!.state).toBe('silent')
  return { reason: target!.reason!, outcome: of('database/unreachable').outcome }
}

/** Bytes that look random and are the same each time. */
function noise(seed: number, length: number): Buffer {
  let state = seed * 2_654_435_761 + 1
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    }),
  )
}

function answerForEver(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

const TREATMENTS: [name: string, treat: (socket: Socket) => void, reason: RegExp, timeoutMs?: number][] = [
  ['hangs up', (socket) => void socket.destroy(), /connection/],
  ['hangs up after a word', (socket) => socket.end('R'), /connection|speak/],
  ['never answers', () => {}, /no answer in time/, SHORT_MS],
  [
    'answers one byte a second',
    (socket) => {
      const timer = setInterval(() => socket.write('R'), 1_000)
      socket.on('close', () => clearInterval(timer))
    },
    /no answer in time|speak/,
    SHORT_MS,
  ],
  ['sends zeros without end', (socket) => answerForEver(socket, Buffer.alloc(65_536)), /speak|without end/],
  [
    'announces a message of a gigabyte and sends it',
    (socket) => {
      // PostgreSQL: type, length. MySQL: length in three bytes, number.
      socket.write(Buffer.from([0x52, 0x40, 0, 0, 0]))
      answerForEver(socket, Buffer.alloc(65_536, 1))
    },
    /speak|without end/,
  ],
]

it.each(ENGINES)(
  '%s: says why a server gives nothing, and keeps the password to itself',
  async (engine) => {
    for (const [name, treat, reason, timeoutMs] of TREATMENTS) {
      await using server = await listen(treat)
      const silence = await silenceOf(engine, `127.0.0.1:${server.port}`, timeoutMs)
      expect(`${name}: ${silence.reason}`).toMatch(reason)
    }
  },
  SLOW_MS,
)

it.each(ENGINES)(
  '%s: survives bytes that mean nothing',
  async (engine) => {
    for (let seed = 1; seed <= 40; seed++) {
      await using server = await listen((socket) => socket.end(noise(seed, 20 + seed * 7)))
      await silenceOf(engine, `127.0.0.1:${server.port}`)
    }
  },
  SLOW_MS,
)

it.each(ENGINES)(
  '%s: is no HTTP client',
  async (engine) => {
    const server = createHttpServer((_, response) => response.end('hello'))
    const { promise, resolve } = Promise.withResolvers<void>()
    server.listen(0, '127.0.0.1', resolve)
    await promise
    await silenceOf(engine, `127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.closeAllConnections()
    server.close()
  },
  SLOW_MS,
)

it.each(ENGINES)(
  '%s: tells what the server refuses from what the network does',
  async (engine) => {
    expect(await silenceOf(engine, '127.0.0.1:1')).toEqual({
      outcome: 'fail',
      reason: 'the connection is refused',
    })
    const unnamed = await silenceOf(engine, 'db.invalid')
    expect(unnamed).toEqual({
      outcome: 'unknown',
      reason: expect.stringMatching(/cannot be resolved|no answer in time/),
    })
  },
  SLOW_MS,
)
