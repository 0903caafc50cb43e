import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface Transfer {
  url: string
  method: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** A certificate authority that is trusted beside the usual ones, PEM. */
  ca?: string
  /** The address of this machine that it comes from. */
  localAddress?: string
}

export interface Received {
  status: number
  headers: IncomingMessage['headers']
  /** The first bytes of the body. */
  body: Buffer
  bodyBytes: number
  /** Why the rest was not waited for. */
  cut?: 'size' | 'time' | 'broken'
  firstByteMs: number
  totalMs: number
}

export const MAX_BODY_BYTES = 64 * 1024

/**
 * One request over a connection of its own. Once the head is there it succeeds: a body that is too long, takes too long or
 * breaks off is cut, because what came of it says enough. The probe of the health library would wait for its end.
 */
export function transfer(
  { url, method, headers, body, ca, localAddress }: Transfer,
  signal: AbortSignal,
): Promise<Received> {
  const start = performance.now()
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: { 'user-agent': 'shipworthy-check', accept: '*/*', ...headers },
      agent: false,
      signal,
      ...(ca !== undefined && { ca }),
      ...(localAddress !== undefined && { localAddress }),
    })
    let fail: (error: Error) => void = reject
    sent.on('error', (error) => fail(error))
    sent.on('response', (response) => {
      const firstByteMs = performance.now() - start
      const chunks: Buffer[] = []
      let bodyBytes = 0
      const finish = (cut?: Received['cut']): void => {
        sent.destroy()
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          bodyBytes,
          ...(cut && { cut }),
          firstByteMs,
          totalMs: performance.now() - start,
        })
      }
      fail = () => finish(signal.aborted ? 'time' : 'broken')
      if (isEndless(response)) return finish('time')
      response.on('data', (chunk: Buffer) => {
        if (bodyBytes < MAX_BODY_BYTES) chunks.push(chunk.subarray(0, MAX_BODY_BYTES - bodyBytes))
        bodyBytes += chunk.length
        if (bodyBytes > MAX_BODY_BYTES) finish('size')
      })
      response.on('error', fail)
      response.on('end', () => finish())
    })
    sent.end(body)
  })
}

/** Server-sent events go on for ever. */
function isEndless({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') ?? false
}
