import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import {
  chooseEncoding,
  createEncoder,
  flushEncoder,
  isCompressible,
  weakEtag,
  withVary,
  type CompressionOptions,
  type Encoder,
} from './compression.ts'

type Callback = (error?: Error | null) => void
type Body = string | Uint8Array

/**
 * Has whatever is written to a response sent compressed, when it is fit for that: what the handler does stays the same. It is
 * decided when the head is sent, as only then its headers are known.
 */
export function compressNode(request: IncomingMessage, response: ServerResponse, options: CompressionOptions): void {
  const encoding = chooseEncoding(headerText(request.headers['accept-encoding']))
  const { writeHead, write, end, flushHeaders } = response
  let isDecided = false
  let isHeadGiven = false
  let isHeadSent = false
  let isEnded = false
  let isFlushDue = false
  let encoder: Encoder | undefined

  function decide(bytes: number | undefined): void {
    if (isDecided) return
    isDecided = true
    const header = (name: string): string | undefined => headerText(response.getHeader(name))
    const declared = header('content-length')
    const size = declared === undefined ? bytes : Number(declared)
    const head = { method: request.method ?? 'GET', status: response.statusCode, header, bytes: size }
    if (!isCompressible(head, options.minBytes)) return
    response.setHeader('vary', withVary(header('vary')))
    if (!encoding) return
    const etag = header('etag')
    if (etag !== undefined) response.setHeader('etag', weakEtag(etag))
    response.setHeader('content-encoding', encoding)
    response.removeHeader('content-length')
    response.removeHeader('accept-ranges')
    encoder = connect(createEncoder(encoding))
  }

  function connect(made: Encoder): Encoder {
    made.on('data', (chunk: Buffer) => {
      if (!write.call(response, chunk, 'utf8')) made.pause()
    })
    made.once('end', () => end.call(response, undefined, 'utf8'))
    made.on('error', () => response.destroy())
    made.on('drain', () => response.emit('drain'))
    response.on('drain', () => made.resume())
    response.once('close', () => made.destroy())
    return made
  }

  /** A client may wait for each part. What is written in one turn is one part: compressed together, it is smaller. */
  function flushSoon(): void {
    if (isFlushDue) return
    isFlushDue = true
    setImmediate(() => {
      isFlushDue = false
      if (encoder && encoding && !isEnded && !encoder.destroyed) flushEncoder(encoder, encoding)
    })
  }

  function sendHead(): void {
    if (isHeadSent) return
    isHeadSent = true
    writeHead.call(response, response.statusCode)
  }

  response.writeHead = (
    status: number,
    ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[]
  ) => {
    if (isDecided || isHeadGiven) {
      isHeadSent = true
      return writeHead.call(response, status, ...(rest as []))
    }
    // Not yet: with the first part of the body more is known.
    isHeadGiven = true
    response.statusCode = status
    for (const given of rest)
      if (typeof given === 'string') response.statusMessage = given
      else if (given) setHeaders(response, given)
    return response
  }

  response.flushHeaders = () => {
    decide(undefined)
    sendHead()
    flushHeaders.call(response)
  }

  response.write = (chunk: Body, codingOrDone?: BufferEncoding | Callback, done?: Callback): boolean => {
    decide(undefined)
    if (!encoder) return write.call(response, chunk, codingOrDone as BufferEncoding, done)
    sendHead()
    flushSoon()
    return encoder.write(chunk, codingOrDone as BufferEncoding, done)
  }

  response.end = (...given: (Body | BufferEncoding | (() => void) | null | undefined)[]) => {
    const [body, coding, done] = endArguments(given)
    decide(body === undefined ? 0 : sizeOf(body, coding))
    if (!encoder || isEnded) return end.call(response, body, coding, done)
    isEnded = true
    sendHead()
    if (done) response.once('finish', done)
    if (body === undefined) encoder.end()
    else encoder.end(body, coding)
    return response
  }

  // What frameworks ask for: how far the handler has come, and not how far the bytes have.
  Object.defineProperties(response, {
    headersSent: { get: () => isHeadGiven || isHeadSent, configurable: true },
    writableEnded: { get: () => isEnded || response.finished, configurable: true },
  })
}

function endArguments(
  given: readonly unknown[],
): [body: Body | undefined, coding: BufferEncoding, done: (() => void) | undefined] {
  const done = given.find((value): value is () => void => typeof value === 'function')
  const [body, coding] = given.filter((value) => typeof value !== 'function')
  return [(body as Body | null | undefined) ?? undefined, (coding as BufferEncoding | undefined) ?? 'utf8', done]
}

function sizeOf(body: Body, coding: BufferEncoding): number {
  return typeof body === 'string' ? Buffer.byteLength(body, coding) : body.byteLength
}

/** As `writeHead` takes them: by name, or one after the other. */
function setHeaders(response: ServerResponse, given: OutgoingHttpHeaders | OutgoingHttpHeader[]): void {
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) if (value !== undefined) response.setHeader(name, value)
    return
  }
  const pairs = given.flatMap((name, at) => (at % 2 === 0 ? [[String(name), given[at + 1]!] as const] : []))
  for (const [name] of pairs) response.removeHeader(name)
  for (const [name, value] of pairs) response.appendHeader(name, typeof value === 'number' ? String(value) : value)
}

function headerText(value: number | string | readonly string[] | undefined): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'object' ? value.join(', ') : String(value)
}
