import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface HttpTarget {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Bytes of the body that are kept; the rest is read and thrown away. 64 KiB by default. */
  maxBodyBytes?: number
}

export interface HttpNumbers {
  status: number
  /** Until the head of the response came. */
  firstByteMs: number
  totalMs: number
  bodyBytes: number
  /** The kept part of the body. */
  body: string
  headers: IncomingMessage['headers']
}

const MAX_BODY_BYTES = 64 * 1024

/** One request over a connection of its own, which is closed after it. Redirects are answers like any other. */
export function probeHttp(target: HttpTarget, signal: AbortSignal): Promise<HttpNumbers> {
  const { url, method = 'GET', headers = {}, body, maxBodyBytes = MAX_BODY_BYTES } = target
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const start = performance.now()
    // `agent: false` gives every request a connection of its own: a kept one would hide that no new one can be made.
    const request = send(url, {
      method,
      headers: { 'user-agent': 'shipworthy-health', ...headers },
      agent: false,
      signal,
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const firstByteMs = performance.now() - start
      const chunks: Buffer[] = []
      let bodyBytes = 0
      response.on('data', (chunk: Buffer) => {
        if (bodyBytes < maxBodyBytes) chunks.push(chunk.subarray(0, maxBodyBytes - bodyBytes))
        bodyBytes += chunk.length
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          firstByteMs,
          totalMs: performance.now() - start,
          bodyBytes,
          body: Buffer.concat(chunks).toString('utf8'),
          headers: response.headers,
        }),
      )
    })
    request.end(body)
  })
}
