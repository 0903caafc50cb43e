import type { HealthResponse } from './health-request.ts'

export const JSON_TYPE = 'application/json; charset=utf-8'
export const HEALTH_JSON_TYPE = 'application/health+json; charset=utf-8'
export const TEXT_TYPE = 'text/plain; charset=utf-8'

/** A complete answer. Never cached by anybody, and without an ETag: a probe must not get "304 Not Modified". */
export function makeResponse(
  status: number,
  type: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): HealthResponse {
  const headers = {
    'content-type': type,
    'content-length': String(utf8Length(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...more,
  }
  return Object.freeze({ status, headers: Object.freeze(headers), body })
}

export function jsonResponse(status: number, value: unknown, more?: Readonly<Record<string, string>>): HealthResponse {
  return makeResponse(status, JSON_TYPE, `${JSON.stringify(value)}\n`, more)
}

/** The same answer to HEAD: all headers of GET, no body (RFC 9110, 9.3.2). */
export function withoutBody({ status, headers }: HealthResponse): HealthResponse {
  return Object.freeze({ status, headers, body: '' })
}

function utf8Length(text: string): number {
  let length = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return length
}
