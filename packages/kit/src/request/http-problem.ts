import { STATUS_CODES } from 'node:http'

export interface ProblemDetails {
  /** For the client: what was wrong with this request. Nothing of the inside belongs here. */
  detail?: string
  /** Short, and the same for every problem of its type. Default: the name of the status. */
  title?: string
  /** A URL that says what problems of this kind are. Default `about:blank`: nothing beyond the status. */
  type?: string
  /** Further members, for programs. */
  extensions?: Readonly<Record<string, unknown>>
  /** Headers that go with the answer. */
  headers?: Readonly<Record<string, string>>
  /** For logs; never sent. */
  cause?: unknown
}

/**
 * An error whose text is meant for the client, sent as `application/problem+json` (RFC 9457). Every other error is answered
 * with 500 and says nothing.
 *
 * @example
 * throw new HttpProblem(409, { detail: 'This order has been paid.', type: 'https://shop.example/problems/paid' })
 */
export class HttpProblem extends Error {
  /** As Fastify and http-errors name it. */
  readonly statusCode: number
  readonly title: string
  readonly type: string
  readonly detail: string | undefined
  readonly extensions: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(statusCode: number, details: ProblemDetails = {}) {
    const { title = STATUS_CODES[statusCode] ?? 'Error', detail, type = 'about:blank' } = details
    super(detail ?? title, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'HttpProblem'
    this.statusCode = statusCode
    this.title = title
    this.type = type
    this.detail = detail
    this.extensions = details.extensions ?? {}
    this.headers = details.headers ?? {}
  }

  /** The body of the answer. Extensions cannot replace the members of the standard. */
  toBody(requestId?: string): Record<string, unknown> {
    return {
      ...this.extensions,
      type: this.type,
      title: this.title,
      status: this.statusCode,
      ...(this.detail !== undefined && { detail: this.detail }),
      ...(requestId !== undefined && { requestId }),
    }
  }
}
