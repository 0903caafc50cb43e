import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isWhole } from '../bench-health/is-whole.ts'
import type { Question } from './questions.ts'

export interface LoadOrder {
  port: number
  connections: number
  ms: number
  /** What the next request is, whoever sends it. */
  next: Question
  /** Longest time between an answer and the next request of a connection; between none and that, evenly. Default none. */
  thinkMs?: number
}

export interface LoadResult {
  /** Answers with 2xx. */
  good: number
  /** Others, by status. */
  bad: Record<string, number>
  elapsedMs: number
  quantile: (share: number) => number
}

/** A connection on which nothing happens for so long is given up, and the run with it. */
const SILENCE_MS = 30_000

/** Every connection sends its next request when the answer to the last one is there. */
export async function sendQuestions({ port, connections, ms, next, thinkMs = 0 }: LoadOrder): Promise<LoadResult> {
  const times: number[] = []
  const bad: Record<string, number> = {}
  const beganMs = performance.now()
  await Promise.all(Array.from({ length: connections }, keepAsking))
  const elapsedMs = performance.now() - beganMs
  const sorted = Float64Array.from(times).sort()
  const good = times.length - Object.values(bad).reduce((sum, n) => sum + n, 0)
  return { good, bad, elapsedMs, quantile: (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN }

  async function keepAsking(): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.setTimeout(SILENCE_MS, () => socket.destroy())
    try {
      if (thinkMs > 0) await wait(Math.random() * thinkMs)
      while (performance.now() - beganMs < ms) {
        const sentMs = performance.now()
        const status = await exchangeOne(socket, next())
        times.push(performance.now() - sentMs)
        if (!status.startsWith('2')) bad[status] = (bad[status] ?? 0) + 1
        if (thinkMs > 0) await wait(Math.random() * thinkMs)
      }
    } finally {
      socket.destroy()
    }
  }
}

function exchangeOne(socket: Socket, request: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let received: Buffer | undefined
  const onData = (chunk: Buffer): void => {
    received = received ? Buffer.concat([received, chunk]) : chunk
    if (isWhole(received)) resolve(received.toString('latin1', 9, 12))
  }
  const onEnd = (): void => reject(new Error('a connection ended without an answer'))
  socket.on('data', onData).once('error', reject).once('close', onEnd)
  socket.write(request)
  return promise.finally(() => socket.off('data', onData).off('error', reject).off('close', onEnd))
}
