import { connect } from 'node:net'

/** What a server sent over one connection until it closed it, whatever becomes of what is sent. */
export function exchange(
  port: number,
  send: (write: (text: string | Buffer) => Promise<boolean>) => unknown,
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let received = ''
  const socket = connect({ port, host: '127.0.0.1' })
  const write = (text: string | Buffer): Promise<boolean> =>
    new Promise((written) => {
      if (!socket.writable) written(false)
      else socket.write(text, (error) => written(!error))
    })
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
  // A server that has answered need not read the rest.
  socket.on('error', () => undefined).on('close', () => resolve(received))
  socket.once('connect', () => void send(write))
  return promise
}
