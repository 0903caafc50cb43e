import { DeliveryError } from '../../alerts/delivery-error.ts'
import { refuse } from '../../options/read-option.ts'
import { probeHttp, type HttpNumbers } from '../../probes/http.ts'

export interface Post {
  /** For messages. */
  to: string
  url: string
  headers?: Readonly<Record<string, string>>
  body: string
  /** What must not get into a message, besides the address. */
  secrets?: readonly string[]
}

/** Bytes of an answer that may be looked at. */
const MAX_BODY_BYTES = 16 * 1024
const MAX_RETRY_AFTER_MS = 3_600_000

/** Posts once; anything but 2xx is an error that says whether, and when, to try again. Neither address nor key is in it. */
export async function post(
  { to, url, headers = {}, body, secrets = [] }: Post,
  signal: AbortSignal,
): Promise<HttpNumbers> {
  let answer: HttpNumbers
  try {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    answer = await probeHttp(
      { url, method: 'POST', headers: { ...length, ...headers }, body, maxBodyBytes: MAX_BODY_BYTES },
      signal,
    )
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    throw new DeliveryError(`${to} cannot be reached: ${hide(code ?? message, [url, new URL(url).host, ...secrets])}`)
  }
  const { status } = answer
  if (status >= 200 && status < 300) return answer
  const retryAfterMs = readRetryAfter(answer)
  throw new DeliveryError(`${to} answered ${status}${hide(reasonIn(answer.body), [url, ...secrets])}`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    isPermanent: status >= 300 && status < 500 && !(status === 429 || status === 408 || status === 425),
  })
}

export function postJson(request: Omit<Post, 'body'> & { json: unknown }, signal: AbortSignal): Promise<HttpNumbers> {
  const { json, headers, ...rest } = request
  return post(
    { ...rest, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) },
    signal,
  )
}

/** An absolute http or https URL; the value itself stays out of the message. */
export function readUrl(value: unknown, path: string): string {
  const isUrl = typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
  if (!isUrl) refuse(path, 'an absolute http or https URL', typeof value === 'string' ? undefined : value)
  return value
}

/** A key or token; the value itself stays out of the message. */
export function readSecret(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || /[\r\n\0]/.test(value)) refuse(path, 'a text', undefined)
  return value
}

/** Seconds or a date, in the header, or in the body as Discord and Telegram have it. */
function readRetryAfter({ headers, body }: HttpNumbers): number | undefined {
  const text = headers['retry-after'] ?? /"retry_after"\s*:\s*([\d.]{1,12})/.exec(body)?.[1]
  if (text === undefined) return undefined
  const ms = /^[\d.]+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.ceil(ms), MAX_RETRY_AFTER_MS) : undefined
}

function reasonIn(body: string): string {
  const text = body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return text === '' || text.startsWith('<') ? '' : `: ${text}`
}

export function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '••••')), text)
}
