import { randomUUID } from 'node:crypto'
import { request as sendHttp, type ClientRequest, type RequestOptions } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { TcpProxy } from '../tcp-proxy.ts'
import { toSilence } from '../to-silence.ts'

/** A request that the service has begun to work on and cannot end before `release` is called. */
export interface HeldRequest {
  text: string
  /** Status of the same request when nothing holds it. */
  usual: number
  release: () => void
  outcome: Promise<{ status: number } | { problem: string }>
}

/** What a service cannot read: no route does anything with it. */
const BODY = '{"shipworthy":"slow"'
/** One that is answered sooner is not held. */
const HELD_MS = 500

/**
 * A request whose body stays behind. `Expect: 100-continue` (RFC 9110, section 10.1.1) tells when the service has taken it.
 *
 * @param paths Tried in this order.
 * @returns Nothing when the service answers all of them without reading the body.
 */
export async function holdBody(origin: string, paths: readonly string[]): Promise<HeldRequest | undefined> {
  for (const path of paths) {
    const held = await holdBodyOf(origin, path)
    if (held) return held
  }
  return undefined
}

/** Nothing can happen by a request to it. */
export function missingPath(): string {
  return `/shipworthy-${randomUUID()}`
}

async function holdBodyOf(origin: string, path: string): Promise<HeldRequest | undefined> {
  const headers = { 'content-type': 'application/json', 'content-length': BODY.length, expect: '100-continue' }
  const usual = await outcomeOf(send(origin, { method: 'POST', path, headers }, BODY), USUAL_LIMIT_MS)
  if (!('status' in usual)) return undefined
  const request = send(origin, { method: 'POST', path, headers })
  let isTaken = false
  request.once('continue', () => (isTaken = true))
  const outcome = outcomeOf(request)
  const isAnswered = await Promise.race([outcome.then(() => true), wait(HELD_MS, false)])
  if (isAnswered || !isTaken) {
    request.destroy()
    return undefined
  }
  const text = `POST ${path}, its body held back`
  return { text, usual: usual.status, release: () => void request.end(BODY), outcome }
}

/**
 * A GET that asks the database, whose answer stays behind.
 *
 * @returns Nothing when none of the paths waits for the database.
 */
export async function holdQuery(
  origin: string,
  paths: readonly string[],
  database: TcpProxy,
): Promise<HeldRequest | undefined> {
  for (const path of paths) {
    const usual = await outcomeOf(send(origin, { path }, ''), USUAL_LIMIT_MS)
    if (!('status' in usual) || usual.status >= 300) continue
    database.hold()
    const outcome = outcomeOf(send(origin, { path }, ''))
    const isAnswered = await Promise.race([outcome.then(() => true), wait(HELD_MS, false)])
    const text = `GET ${path}, the answer of its database held back`
    if (!isAnswered) return { text, usual: usual.status, release: database.release, outcome }
    database.release()
  }
  return undefined
}

/** @param body Left out: the head is sent, and the body follows later. */
function send(origin: string, options: RequestOptions, body?: string): ClientRequest {
  const request = sendHttp(origin, { ...options, agent: false })
  if (body === undefined) request.flushHeaders()
  else request.end(body)
  return request
}

/** For one that is not held. */
const USUAL_LIMIT_MS = 5_000
/** Longer than the service has to end. */
const HELD_LIMIT_MS = 40_000

function outcomeOf(request: ClientRequest, limitMs = HELD_LIMIT_MS): HeldRequest['outcome'] {
  const { promise, resolve } = Promise.withResolvers<Awaited<HeldRequest['outcome']>>()
  const limit = setTimeout(() => request.destroy(new Error('no answer in time')), limitMs)
  request.on('error', (error) => resolve({ problem: toSilence(error).reason }))
  request.on('response', (response) => {
    // An answer that stops half-way is none.
    response.on('error', (error) => resolve({ problem: toSilence(error).reason }))
    response.on('end', () => resolve({ status: response.statusCode ?? 0 }))
    response.resume()
  })
  return promise.finally(() => clearTimeout(limit))
}
