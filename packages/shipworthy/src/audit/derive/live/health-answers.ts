import type { AskedPath, HttpFacts, PathRole } from '../../facts/live/http-facts.ts'

/** Health paths that are there: the service answers them with something made for probes. */
export function healthAnswers(
  { paths }: HttpFacts,
  roles: readonly PathRole[] = ['liveness', 'readiness', 'health'],
): AskedPath[] {
  return paths.filter((asked) => roles.includes(asked.role) && isThere(asked))
}

/**
 * A well-known path counts when something behind it answers it: a site that gives one page for every address answers
 * `/healthz` too, with HTML.
 */
function isThere({ attempt, declared }: AskedPath): boolean {
  if (!attempt.ok) return declared
  const { status, headers, body } = attempt.exchange
  if (status === 404 || status === 405 || status === 501) return false
  if (declared) return true
  if (status >= 300 && status < 500) return false
  return !/text\/html/.test(headers['content-type'] ?? '') && !/^\s*<(!doctype|html)/i.test(body)
}
