import type { IncomingMessage, ServerResponse } from 'node:http'

/** Calls when the body is not there in time, whoever reads it; once at most, and not after the answer. */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  timeoutMs: number,
  onLate: () => void,
): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (!hasBody || timeoutMs <= 0) return
  const stop = (): void => clearTimeout(timer)
  const timer = setTimeout(() => {
    if (!request.complete) onLate()
  }, timeoutMs)
  request.once('end', stop).once('close', stop)
  response.once('close', stop)
}
