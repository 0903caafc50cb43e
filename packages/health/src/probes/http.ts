import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface HttpTarget {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Bytes of the body that are kept; the rest is read and thrown away. 64 KiB by default. */
  maxBodyBytes?: number
  /** How many redirects are followed; 0 by default: a redirect is an answer like any other. */
  maxRedirects?: number
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
  redirects: number
}

const MAX_BODY_BYTES = 64 * 1024

/** One request over a connection of its own, which is closed after it, and those that redirects ask for. */
export async function probeHttp(target: HttpTarget, signal: AbortSignal): Promise<HttpNumbers> {
  const { maxRedirects = 0 } = target
  const start = performance.now()
  let next = target
  for (let redirects = 0; ; redirects++) {
    const numbers = { ...(await send(next, signal, start)), redirects }
    const { location } = numbers.headers
    if (maxRedirects === 0 || numbers.status < 300 || numbers.status > 399 || location === undefined) return numbers
    if (redirects === maxRedirects) throw new Error(`redirected more than ${maxRedirects} times`)
    next = redirect(next, numbers.status, location)
  }
}

/** As browsers do: 307 and 308 repeat the request; others ask with GET. Headers, which may be secret, stay with their origin. */
function redirect(from: HttpTarget, status: number, location: string): HttpTarget {
  const { method, headers, body, ...rest } = from
  const url = new URL(location, from.url)
  if (!/^https?:$/.test(url.protocol)) throw new Error('redirected to something other than http')
  const keepsBody = status === 307 || status === 308
  const isSame = url.origin === new URL(from.url).origin
  return {
    ...rest,
    url: url.href,
    ...(method && (keepsBody || method === 'HEAD') && { method }),
    ...(isSame && headers && { headers }),
    ...(keepsBody && isSame && body !== undefined && { body }),
  }
}

function send(target: HttpTarget, signal: AbortSignal, start: number): Promise<Omit<HttpNumbers, 'redirects'>> {
  const { url, method = 'GET', headers = {}, body, maxBodyBytes = MAX_BODY_BYTES } = target
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    // `agent: false` gives every request a connection of its own: a kept one would hide that no new one can be made.
    const sent = request(url, {
      method,
      headers: { 'user-agent': 'shipworthy-health', ...headers },
      agent: false,
      signal,
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
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
    sent.end(body)
  })
}
