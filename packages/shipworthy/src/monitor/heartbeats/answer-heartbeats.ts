import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'

/** A job that can be heard of. */
export interface HeartbeatTarget {
  /** Bearer token of its own. */
  token?: string | undefined
  /** Rejects when it could not be kept. */
  note: (failure?: string) => Promise<void>
}

export interface HeartbeatsParts {
  find: (check: string) => HeartbeatTarget | undefined
  /** Bearer token of the server, which is good for every job. */
  token: () => string | undefined
}

const PATH = /^\/heartbeat\/([^/?]+)(\/fail)?\/?(?:\?|$)/
const METHODS = ['GET', 'POST']
/** Of a reason; the rest is left out. */
const MAX_BYTES = 1_024

/**
 * `/heartbeat/<check>`: the job has ended well. `/heartbeat/<check>/fail`: it has failed, for what the body says. Both need a
 * token, also from this machine: any page in a browser can send a request there.
 */
export function answerHeartbeats(parts: HeartbeatsParts): RequestListener {
  return (request, response) =>
    void answer(parts, request).then(
      ({ status, said, ...headers }) =>
        response
          .writeHead(status, { 'cache-control': 'no-store', 'content-type': 'application/json', ...headers })
          .end(`${JSON.stringify(status < 400 ? { status: said } : { error: said })}\n`),
      () => response.destroy(),
    )
}

interface Answer {
  status: number
  said: string
  allow?: string
  'www-authenticate'?: string
}

async function answer({ find, token }: HeartbeatsParts, request: IncomingMessage): Promise<Answer> {
  const path = readHeartbeatPath(request.url ?? '')
  if (!path) return { status: 404, said: 'there is nothing here' }
  if (!METHODS.includes(request.method ?? ''))
    return { status: 405, said: 'use POST or GET', allow: METHODS.join(', ') }
  const target = find(path.check)
  // Who has no token does not even hear which names there are.
  if (!isBearer(request, [target?.token, token()]))
    return { status: 401, said: 'not allowed', 'www-authenticate': 'Bearer' }
  if (!target) return { status: 404, said: 'there is no such heartbeat' }
  const reason = await readText(request)
  try {
    await target.note(path.isFailure ? reason || 'the job has failed' : undefined)
    return { status: 200, said: path.isFailure ? 'critical' : 'healthy' }
  } catch {
    return { status: 503, said: 'it is known, but could not be kept over a restart' }
  }
}

/** Which job a path is about, and what it says of it; undefined for a path that is none of these. */
export function readHeartbeatPath(url: string): { check: string; isFailure: boolean } | undefined {
  const [, encoded, failed] = PATH.exec(url) ?? []
  return encoded === undefined ? undefined : { check: decode(encoded), isFailure: failed !== undefined }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Digests are equally long, whatever was sent. */
function isBearer({ headers }: IncomingMessage, tokens: readonly (string | undefined)[]): boolean {
  const given = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) return false
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return tokens.filter((one) => one !== undefined).some((one) => timingSafeEqual(digest(one), digest(given)))
}

async function readText(request: IncomingMessage): Promise<string> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of request)
    if (bytes.length < MAX_BYTES) bytes = Buffer.concat([bytes, chunk as Buffer]).subarray(0, MAX_BYTES)
  return bytes.toString('utf8').trim()
}
