import type { IncomingMessage } from 'node:http'

/** What is looked at of a request, whatever server it came to. */
export interface RequestView {
  method: string
  /** Without the query. */
  path: string
  /** The pattern of its route, when the framework knows it: `/users/:id`. */
  route?: string
  /** The address at the other end of the connection: of the last proxy, when there is one. */
  peer: string
  /** By its lower-case name; several lines of one name are joined with `, `. */
  header: (name: string) => string | undefined
  /** The request itself. */
  source: unknown
}

/** What is used of a request of Fastify. */
export interface FastifyRequestLike {
  raw: IncomingMessage
  routeOptions?: { url?: string | undefined }
}

/** Of node:http, and of what is built on it. */
export function viewOfNode(request: IncomingMessage, source: unknown = request, route?: string): RequestView {
  return {
    method: request.method ?? 'GET',
    path: pathOf(request.url ?? '/'),
    ...(route !== undefined && { route }),
    peer: request.socket.remoteAddress ?? '',
    header: (name) => joined(request.headers[name]),
    source,
  }
}

export function viewOfFastify(request: FastifyRequestLike): RequestView {
  return viewOfNode(request.raw, request, request.routeOptions?.url)
}

/** A `Request` does not know where it came from: its server has to say. */
export function viewOfFetch(request: Request, peer: string): RequestView {
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    peer,
    header: (name) => request.headers.get(name) ?? undefined,
    source: request,
  }
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

/** Proxies may ask for absolute URLs. */
function pathOf(target: string): string {
  const [beforeQuery = '/'] = target.split('?', 1)
  return beforeQuery.replace(/^https?:\/\/[^/]*/i, '') || '/'
}
