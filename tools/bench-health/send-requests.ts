import { connect, type Socket } from 'node:net'
import { HOST } from './contender.ts'
import type { LoadOrder, LoadResult } from './messages.ts'
import { isWhole } from './is-whole.ts'

/** Every connection sends its next request when the answer to the last one is there, until there were enough or the time is over. */
export async function sendRequests({ port, path, connections, requests: wanted, ms }: LoadOrder): Promise<LoadResult> {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${HOST}:${port}\r\n\r\n`)
  const latenciesMs: number[] = []
  let failures = 0
  let sent = 0
  const start = performance.now()
  const end = start + ms
  await Promise.all(Array.from({ length: connections }, () => keepAsking(connect({ port, host: HOST, noDelay: true }))))
  const elapsedMs = performance.now() - start
  const sorted = Float64Array.from(latenciesMs).sort()
  const quantile = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { requests: sorted.length, failures, elapsedMs, p50Ms: quantile(0.5), p99Ms: quantile(0.99) }

  function keepAsking(socket: Socket): Promise<void> {
    let sentAt = 0
    let received: Buffer | undefined
    const ask = (): void => {
      sent++
      sentAt = performance.now()
      socket.write(request)
    }
    return new Promise((resolve) => {
      const stop = (): void => {
        socket.destroy()
        resolve()
      }
      socket.once('connect', ask)
      socket.on('data', (chunk) => {
        received = received ? Buffer.concat([received, chunk]) : chunk
        if (!isWhole(received)) return
        const now = performance.now()
        latenciesMs.push(now - sentAt)
        if (received.toString('latin1', 9, 12) !== '200') failures++
        received = undefined
        if (now >= end || sent >= wanted) stop()
        else ask()
      })
      socket.on('error', () => {
        failures++
        stop()
      })
      socket.once('close', stop)
    })
  }
}
