import type { RequestView } from '../request-view.ts'

/** A request as code that judges requests sees it. */
export function view(headers: Record<string, string> = {}, more: Partial<RequestView> = {}): RequestView {
  return { method: 'GET', path: '/', peer: '127.0.0.1', header: (name) => headers[name], source: undefined, ...more }
}
