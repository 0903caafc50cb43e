import { Duplex } from 'node:stream'
import {
  chooseEncoding,
  createEncoder,
  isCompressible,
  weakEtag,
  withVary,
  type CompressionOptions,
} from './compression.ts'

/** The same answer, compressed when it is fit for that and the client likes it. */
export function compressFetch(request: Request, response: Response, options: CompressionOptions): Response {
  const { body, status, statusText } = response
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  const length = header('content-length')
  const bytes = length === undefined ? undefined : Number(length)
  if (!body || !isCompressible({ method: request.method, status, header, bytes }, options.minBytes)) return response
  const headers = new Headers(response.headers)
  headers.set('vary', withVary(header('vary')))
  const encoding = chooseEncoding(request.headers.get('accept-encoding') ?? undefined)
  if (!encoding) return new Response(body, { status, statusText, headers })
  const etag = header('etag')
  if (etag !== undefined) headers.set('etag', weakEtag(etag))
  headers.set('content-encoding', encoding)
  headers.delete('content-length')
  headers.delete('accept-ranges')
  const encoder = Duplex.toWeb(createEncoder(encoding, bytes === undefined)) as TransformStream<Uint8Array, Uint8Array>
  return new Response(body.pipeThrough(encoder), { status, statusText, headers })
}
