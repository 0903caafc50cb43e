import { isIP } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { TlsTarget } from './tls-target.ts'

/** A finished handshake, even with a certificate that nobody trusts: what it is worth is judged elsewhere. */
export function shakeHands(
  { host, port, name }: TlsTarget,
  options: Pick<ConnectionOptions, 'ca' | 'minVersion' | 'ciphers'>,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connect({
    host,
    port,
    ...(isIP(name) === 0 && { servername: name }),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...options,
  })
  const stop = (): void => void socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  socket.once('secureConnect', () => resolve(socket))
  // The second listener stays: a connection that breaks later must not end the program.
  socket.on('error', reject)
  return promise.finally(() => signal.removeEventListener('abort', stop))
}
