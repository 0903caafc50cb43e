import { connect } from 'node:net'
import { clientHello, type Hello } from './client-hello.ts'
import { readServerAnswer, type ServerAnswer } from './server-answer.ts'
import type { TlsTarget } from './tls-target.ts'

/** More than any first answer needs. */
const MAX_BYTES = 64 * 1024

/**
 * Sends one first message, waits for the answer to it, and hangs up.
 *
 * @throws when no connection comes about, or the signal fires.
 */
export function sayHello({ host, port }: TlsTarget, hello: Hello, signal: AbortSignal): Promise<ServerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerAnswer>()
  const socket = connect({ host, port })
  const stop = (): void => void socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  let bytes = Buffer.alloc(0)
  let isConnected = false
  socket.on('connect', () => {
    isConnected = true
    socket.write(clientHello(hello))
  })
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    const answer = readServerAnswer(bytes) ?? (bytes.length > MAX_BYTES ? { kind: 'other' as const } : undefined)
    if (answer) resolve(answer)
  })
  socket.on('error', (error) => (isConnected && !signal.aborted ? resolve({ kind: 'closed' }) : reject(error)))
  socket.on('close', () => resolve({ kind: 'closed' }))
  return promise.finally(() => {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  })
}
