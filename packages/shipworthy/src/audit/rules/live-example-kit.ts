import type { Attempt, Exchange } from '../facts/live/exchange.ts'
import type { AskedPath, HttpFacts } from '../facts/live/http-facts.ts'
import type { SilenceCause } from '../facts/live/silence.ts'
import type { LiveFacts, LivePart, LiveParts } from '../facts/live/live-facts.ts'

/**
 * What a running system of an example answered.
 *
 * @example
 * running({ http: httpFacts([asked('/health', { status: 503 })]) })
 */
export function running(parts: Partial<LiveParts>, { active = false }: { active?: boolean } = {}): LiveFacts {
  const answers = Object.fromEntries(Object.entries(parts).map(([part, facts]) => [part, { state: 'answered', facts }]))
  const targets = (Object.keys(parts) as LivePart[]).map((part) => ({ part, name: part, state: 'answered' as const }))
  return { targets, sent: [], active, answers }
}

/** A running system of which one part gave nothing. */
export function silent(
  part: LivePart,
  reason = 'the connection is refused',
  cause: SilenceCause = 'refused',
  { isDeployed = false }: { isDeployed?: boolean } = {},
): LiveFacts {
  const silence = { state: 'silent', cause, reason, ...(isDeployed && { isDeployed: true }) } as const
  return {
    targets: [{ part, name: part, state: 'silent', reason }],
    sent: [],
    active: false,
    answers: { [part]: silence },
  }
}

export function httpFacts(paths: readonly AskedPath[], facts: Partial<HttpFacts> = {}): HttpFacts {
  return { origin: 'https://api.example.com', local: false, paths: [...paths], trials: {}, timings: {}, ...facts }
}

/** A path that was asked, and its answer. */
export function asked(
  path: string,
  answer: Partial<Exchange> = {},
  { role = 'health', declared = false, origin = 'well-known' }: Partial<AskedPath> = {},
): AskedPath {
  return {
    path,
    role,
    origin,
    declared,
    attempt: { ok: true, exchange: exchange({ ...answer, url: `https://api.example.com${path}` }) },
  }
}

export function exchange(answer: Partial<Exchange> = {}): Exchange {
  return {
    method: 'GET',
    url: 'https://api.example.com/',
    sentHeaders: {},
    status: 200,
    headers: { 'content-type': 'application/json' },
    cookies: [],
    body: '{}',
    bodyBytes: 2,
    firstByteMs: 4,
    totalMs: 5,
    ...answer,
  }
}

export function noAnswer(reason = 'no answer in time'): Attempt {
  return { ok: false, cause: 'timeout', reason }
}

/** What a request of another origin was answered. */
export function corsTrial(
  asked: 'foreign' | 'look-alike' | 'null',
  origin: string,
  allows: 'nobody' | 'any' | 'this',
  credentials = false,
): HttpFacts['trials'] {
  const headers = {
    ...(allows !== 'nobody' && { 'access-control-allow-origin': allows === 'any' ? '*' : origin }),
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
  }
  return { [`cors:${asked}-origin`]: [exchange({ sentHeaders: { origin }, headers })] }
}

/** Headers of a page with all that protects it. */
export function pageHeaders(): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}
