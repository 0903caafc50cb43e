import { HttpProblem } from '@shipworthy/kit/http'

/** The answers that services give when something cannot be done; their texts are for users. */
export function notFound(what: string): HttpProblem {
  return new HttpProblem(404, { detail: `There is no such ${what}.` })
}

export function conflict(detail: string): HttpProblem {
  return new HttpProblem(409, { detail })
}

export function forbidden(detail: string): HttpProblem {
  return new HttpProblem(403, { detail })
}

export function unauthorised(detail: string): HttpProblem {
  return new HttpProblem(401, { detail, headers: { 'www-authenticate': 'Bearer' } })
}

export function unprocessable(detail: string): HttpProblem {
  return new HttpProblem(422, { detail })
}

export function badRequest(detail: string): HttpProblem {
  return new HttpProblem(400, { detail })
}

export function tooMany(detail: string, retryAfterMs: number): HttpProblem {
  return new HttpProblem(429, { detail, headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } })
}

/** For a moment: what the service needs is gone. */
export function unavailable(): HttpProblem {
  return new HttpProblem(503, { detail: 'Try again in a moment.', headers: { 'retry-after': '1' } })
}

export function unsupported(detail: string): HttpProblem {
  return new HttpProblem(415, { detail })
}
