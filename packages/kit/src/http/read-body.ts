import type { IncomingMessage } from 'node:http'
import { HttpProblem } from '../request/http-problem.ts'

export interface BodyLimits {
  /** Default 1 MiB. */
  maxBytes?: number
  /** Longest time until all of it is there. Default 30 s. */
  timeoutMs?: number
}

export const BODY_DEFAULTS = { maxBytes: 1024 ** 2, timeoutMs: 30_000 } as const

/**
 * The body of a request, within limits of size and time: a body that is too large is not read, and one that comes byte by byte
 * does not keep a connection for ever.
 *
 * @example
 * const upload = await readBody(request, { maxBytes: 5 * 1024 ** 2 })
 *
 * @throws HttpProblem 413, 408, 400 when it breaks off, 415 when it is compressed.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits = {}): Promise<Buffer> {
  const { maxBytes = BODY_DEFAULTS.maxBytes, timeoutMs = BODY_DEFAULTS.timeoutMs } = limits
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const problem = problemOfHead(request, maxBytes)
  if (problem) return Promise.reject(problem)
  const chunks: Buffer[] = []
  let size = 0
  const timer = setTimeout(() => fail(lateProblem()), timeoutMs)
  const onData = (chunk: Buffer): void => {
    size += chunk.length
    if (size > maxBytes) fail(tooLargeProblem(maxBytes))
    else chunks.push(chunk)
  }
  const onEnd = (): void => resolve(Buffer.concat(chunks))
  const onBreak = (): void => fail(new HttpProblem(400, { detail: 'The body broke off.', headers: CLOSING }))
  const fail = (error: HttpProblem): void => {
    request.pause()
    reject(error)
  }
  request.on('data', onData).once('end', onEnd).once('close', onBreak).on('error', onBreak)
  return promise.finally(() => {
    clearTimeout(timer)
    request.off('data', onData).off('end', onEnd).off('close', onBreak)
  })
}

/**
 * The body as JSON.
 *
 * @example
 * const order = orderSchema.parse(await readJson(request))
 *
 * @throws HttpProblem as `readBody`, 415 for another type, 400 for what is no JSON or would change prototypes.
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits = {}): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type))
    throw new HttpProblem(415, { detail: 'The body has to be JSON, with the content type application/json.' })
  return parseJson(decode(await readBody(request, limits)))
}

/** What can be said before any of the body is there. */
export function problemOfHead(
  { headers }: Pick<IncomingMessage, 'headers'>,
  maxBytes: number,
): HttpProblem | undefined {
  const encoding = headers['content-encoding'] ?? 'identity'
  // A few bytes can become gigabytes.
  if (encoding !== 'identity')
    return new HttpProblem(415, { detail: 'Compressed bodies are not accepted.', headers: CLOSING })
  return Number(headers['content-length'] ?? 0) > maxBytes ? tooLargeProblem(maxBytes) : undefined
}

/** What is left of the body nobody will read. */
const CLOSING = { connection: 'close' } as const

export function lateProblem(): HttpProblem {
  return new HttpProblem(408, { detail: 'The body took too long.', headers: CLOSING })
}

export function tooLargeProblem(maxBytes: number): HttpProblem {
  return new HttpProblem(413, { detail: `The body is larger than ${maxBytes} bytes.`, headers: CLOSING })
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new HttpProblem(400, { detail: 'The body is no UTF-8.', cause })
  }
}

/** @throws HttpProblem 400. */
export function parseJson(text: string): unknown {
  try {
    // Names can be written with escapes; looking at each of them is slow, and hardly ever needed.
    return /__proto__|constructor|\\u/.test(text) ? JSON.parse(text, refusePrototypes) : JSON.parse(text)
  } catch (cause) {
    throw new HttpProblem(400, { detail: 'The body is no valid JSON.', cause })
  }
}

function refusePrototypes(key: string, value: unknown): unknown {
  const isPrototype =
    key === '__proto__' ||
    (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'))
  if (isPrototype) throw new SyntaxError(`a key that would change a prototype: ${key}`)
  return value
}
