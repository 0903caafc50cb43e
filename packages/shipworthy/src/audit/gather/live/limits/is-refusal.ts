import type { Exchange } from '../../../facts/live/exchange.ts'

/** "Too many": 429 (RFC 6585), or the 503 of nginx's limit_req, where the first answer was none. */
export function isRefusal({ status }: Exchange, first: Pick<Exchange, 'status'>): boolean {
  return status === 429 || (status === 503 && first.status !== 503)
}
