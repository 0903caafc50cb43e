import { pathWithoutTokens } from '../request/path-without-tokens.ts'
import type { SpanDetails, Tracer } from '../trace/tracer.ts'

/** `fetch` with a span around it. `inject` writes the ids of the span into the headers of the request. */
export function tracedFetch(tracer: Tracer, inject: (headers: Headers) => void): typeof fetch {
  return (input, init) => {
    const given = input instanceof Request ? input : undefined
    const method = init?.method ?? given?.method ?? 'GET'
    const url = new URL(given ? given.url : String(input))
    return tracer.run(spanOf(method.toUpperCase(), url), async (set) => {
      const headers = new Headers(init?.headers ?? given?.headers)
      inject(headers)
      const response = await fetch(input, { ...init, headers })
      set('http.response.status_code', response.status)
      if (response.status >= 400) set('error.type', String(response.status))
      return response
    })
  }
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client */
function spanOf(method: string, { protocol, hostname, host, port, pathname }: URL): SpanDetails {
  return {
    name: method,
    kind: 'client',
    attributes: {
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      // Without what is secret in many: user, password, query, and tokens in the path.
      'url.full': `${protocol}//${host}${pathWithoutTokens(pathname)}`,
    },
  }
}
