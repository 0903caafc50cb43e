import type { Attempt, Exchange } from '../../../facts/live/exchange.ts'
import type { LivePart } from '../../../facts/live/live-facts.ts'
import { redact } from '../../../facts/redact.ts'
import type { LiveSession } from '../live-session.ts'
import { toSilence } from '../to-silence.ts'
import { maskHeaders, maskValues } from './mask-headers.ts'
import { parseCookie } from './parse-cookie.ts'
import { transfer, type Received } from './transfer.ts'

/** One request to send. */
export interface OutgoingRequest {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  timeoutMs?: number
  /** A certificate authority that is trusted beside the usual ones, PEM. */
  ca?: string
  /** The address of this machine that it comes from; the system chooses one unless it is given. */
  localAddress?: string
  /** Said behind the request in the list of what was sent: `a body that is no JSON`. */
  note?: string
}

const TIMEOUT_MS = 10_000
const MAX_SENT_BODY = 200
/** Not a fault of the service. */
const OVER = { cause: 'other', reason: 'the time for all probes is over' } as const

/** Sends one request, lists it, and says what came back. Redirects are answers like any other. */
export async function sendRequest(
  session: LiveSession,
  { url, method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS, ca, localAddress, note }: OutgoingRequest,
  part: LivePart = 'http',
): Promise<Attempt> {
  const text = `${method} ${redact(url)}${note === undefined ? '' : ` (${note})`}`
  const outgoing = { url, method, headers, ...(body !== undefined && { body }) }
  const way = { ...(ca !== undefined && { ca }), ...(localAddress !== undefined && { localAddress }) }
  try {
    const received = await transfer({ ...outgoing, ...way }, session.within(timeoutMs))
    const exchange = toExchange(received, outgoing)
    session.record(part, text, describeAnswer(exchange))
    return { ok: true, exchange }
  } catch (error) {
    const { cause, reason } = session.signal.aborted ? OVER : toSilence(error)
    session.record(part, text, `no answer: ${reason}`)
    return { ok: false, cause, reason }
  }
}

type Sent = Required<Pick<OutgoingRequest, 'url' | 'method' | 'headers'>> & { body?: string }

/** A service may send back what it was sent: values of credentials are masked there too. */
function toExchange(received: Received, { url, method, headers, body }: Sent): Exchange {
  const { 'set-cookie': cookies = [], ...rest } = received.headers
  const clean = (text: string): string => redact(maskValues(text, headers))
  return {
    method,
    url: redact(url),
    sentHeaders: maskHeaders(headers),
    ...(body !== undefined && { sentBody: redact(body.slice(0, MAX_SENT_BODY)) }),
    status: received.status,
    headers: Object.fromEntries(
      Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, clean(String(value))]])),
    ),
    cookies: cookies.map(parseCookie),
    body: isReadable(received) ? clean(received.body.toString('utf8')) : '',
    bodyBytes: received.bodyBytes,
    ...(received.cut && { cut: received.cut }),
    firstByteMs: Math.round(received.firstByteMs),
    totalMs: Math.round(received.totalMs),
  }
}

function isReadable({ headers }: Received): boolean {
  return /^(identity)?$/.test(headers['content-encoding'] ?? '')
}

function describeAnswer({ status, headers, bodyBytes, cut }: Exchange): string {
  const type = headers['content-type']?.split(';')[0]
  const size = cut ? `the first ${bodyBytes} B` : `${bodyBytes} B`
  return [status, type, size].filter((word) => word !== undefined && word !== '').join(' ')
}
