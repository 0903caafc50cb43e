import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib'

export interface CompressionOptions {
  /** Smaller answers stay as they are. Default 1024; of what is sent bit by bit, the size is not known. */
  minBytes?: number
}

export type Encoding = 'br' | 'gzip'

export type Encoder = BrotliCompress | Gzip

/** What is looked at of an answer before any of it is sent. */
export interface AnswerHead {
  method: string
  status: number
  /** By its lower-case name. */
  header: (name: string) => string | undefined
  /** Undefined while nobody knows. */
  bytes: number | undefined
}

/** Texts. Pictures, videos, archives and most fonts are compressed already. */
const COMPRESSIBLE =
  /^(text\/(?!event-stream\b)|image\/svg\+xml|font\/(ttf|otf)|application\/([\w.-]+\+)?(json|xml|javascript|wasm|graphql|x-ndjson|yaml))/i

/** Without a body, or with a part of one whose bytes are counted. */
const UNFIT_STATUS = new Set([204, 205, 206, 304])

/** Whether an answer would be compressed for a client that likes it. */
export function isCompressible({ method, status, header, bytes }: AnswerHead, minBytes = 1024): boolean {
  return (
    method !== 'HEAD' &&
    status >= 200 &&
    !UNFIT_STATUS.has(status) &&
    header('content-encoding') === undefined &&
    // RFC 9530: digests are those of the bytes that are sent.
    header('content-digest') === undefined &&
    // RFC 9111, 5.2.2.6
    !/\bno-transform\b/i.test(header('cache-control') ?? '') &&
    COMPRESSIBLE.test(header('content-type') ?? '') &&
    (bytes === undefined || bytes >= minBytes)
  )
}

/** RFC 9110, 12.5.3: what the client likes most of what we have; Brotli when it is all the same. */
export function chooseEncoding(accepted: string | undefined): Encoding | undefined {
  const weights = new Map<string, number>()
  for (const entry of (accepted ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim())
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    if (coding !== '') weights.set(coding, Number.isFinite(weight) ? weight : 0)
  }
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0
  const best: Encoding = weightOf('gzip') > weightOf('br') ? 'gzip' : 'br'
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined
}

/** `flushes`: sends on each part that it gets at once, where a client may wait for the first of them. */
export function createEncoder(encoding: Encoding, flushes = false): Encoder {
  if (encoding === 'gzip') return createGzip({ flush: flushes ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH })
  return createBrotliCompress({
    flush: flushes ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_PROCESS,
    // As fast as gzip, and smaller; the default of 11 is for what is compressed once and kept.
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
  })
}

/** Sends on what it has. */
export function flushEncoder(encoder: Encoder, encoding: Encoding): void {
  encoder.flush(encoding === 'gzip' ? constants.Z_SYNC_FLUSH : constants.BROTLI_OPERATION_FLUSH)
}

/** Caches must not give a compressed answer to who cannot read it. */
export function withVary(vary: string | undefined): string {
  if (vary === undefined || vary === '') return 'Accept-Encoding'
  return /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(vary) ? vary : `${vary}, Accept-Encoding`
}

/** RFC 9110, 8.8.1: other bytes of the same meaning. */
export function weakEtag(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`
}
