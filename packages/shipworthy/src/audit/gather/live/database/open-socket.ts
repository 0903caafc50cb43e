import { Socket } from 'node:net'

/** More than everything that is asked can give. */
const MAX_BYTES = 32 * 1024 * 1024
const LOOK_EVERY_MS = 100

/** A socket for a driver: it is cut when the time is over, or when the other side sends without end. */
export function openSocket(signal: AbortSignal): Socket {
  const socket = new Socket({ signal })
  const watch = setInterval(() => {
    if (socket.bytesRead > MAX_BYTES) socket.destroy(new Error('it sends more than was asked for'))
  }, LOOK_EVERY_MS).unref()
  return socket.on('close', () => clearInterval(watch))
}
