import { probeHttp, type HttpNumbers } from '@shipworthy/health/probes/http'
import type { Attempt, Exchange } from '../../../facts/live/exchange.ts'
import type { LivePart } from '../../../facts/live/live-facts.ts'
import { redact } from '../../../facts/redact.ts'
import type { LiveSession } from '../live-session.ts'
import { toSilence } from '../to-silence.ts'
import { parseCookie } from './parse-cookie.ts'

/** One request to send. */
export interface OutgoingRequest {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const MAX_BODY_BYTES = 64 * 1024
const MAX_SENT_BODY = 200
/** Their values open something. */
const SECRET_HEADER = /^(authorization|cookie|proxy-authorization|x-api-key|api-key|x-auth-token)$/i

/** Sends one request, lists it, and says what came back. Redirects are answers like any other. */
export async function sendRequest(
  session: LiveSession,
  { url, method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS }: OutgoingRequest,
  part: LivePart = 'http',
): Promise<Attempt> {
  const text = `${method} ${redact(url)}`
  try {
    const sent = { url, method, headers, maxBodyBytes: MAX_BODY_BYTES, ...(body !== undefined && { body }) }
    const numbers = await probeHttp(sent, session.within(timeoutMs))
    const exchange = toExchange(numbers, { url: redact(url), method, headers, body })
    session.record(part, text, describeAnswer(exchange))
    return { ok: true, exchange }
  } catch (error) {
    const { cause, reason } = toSilence(error)
    session.record(part, text, `no answer: ${reason}`)
    return { ok: false, cause, reason }
  }
}

function toExchange(
  numbers: HttpNumbers,
  { url, method, headers, body }: { url: string; method: string; headers: object; body: string | undefined },
): Exchange {
  const { 'set-cookie': cookies = [], ...received } = numbers.headers
  return {
    method,
    url,
    sentHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), SECRET_HEADER.test(name) ? '***' : value]),
    ),
    ...(body !== undefined && { sentBody: redact(body.slice(0, MAX_SENT_BODY)) }),
    status: numbers.status,
    headers: Object.fromEntries(
      Object.entries(received).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    cookies: cookies.map(parseCookie),
    body: redact(numbers.body),
    bodyBytes: numbers.bodyBytes,
    firstByteMs: Math.round(numbers.firstByteMs),
    totalMs: Math.round(numbers.totalMs),
  }
}

function describeAnswer({ status, headers, bodyBytes }: Exchange): string {
  const type = headers['content-type']?.split(';')[0]
  return [status, type, `${bodyBytes} B`].filter((word) => word !== undefined && word !== '').join(' ')
}
