import type { Attempt, Exchange } from '../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import { adminSign } from './signs/admin-sign.ts'
import { artefactSign } from './signs/artefact-sign.ts'
import { debugSign } from './signs/debug-sign.ts'

/**
 * Says what the content is and lets go of it where it may hold what nobody else should read: files that were never meant
 * to be served, pages of administrators, records of users. Facts may be saved and sent.
 */
export function recognise(asked: AskedPath): AskedPath {
  const sign = signOf(asked)
  return {
    ...asked,
    attempt: discreet(asked, asked.attempt),
    ...(asked.authorised && { authorised: discreet(asked, asked.authorised) }),
    ...(sign !== undefined && { sign }),
  }
}

function signOf({ role, path, attempt }: AskedPath): string | undefined {
  if (!attempt.ok || attempt.exchange.status !== 200) return undefined
  if (role === 'artefact') return artefactSign(path, attempt.exchange)
  if (role === 'debug') return debugSign(attempt.exchange)
  return role === 'admin' ? adminSign(attempt.exchange) : undefined
}

function discreet({ role }: AskedPath, attempt: Attempt): Attempt {
  return attempt.ok && isPrivate(role, attempt.exchange)
    ? { ...attempt, exchange: { ...attempt.exchange, body: '' } }
    : attempt
}

/** What fails tells about the service and not about its users. */
function isPrivate(role: AskedPath['role'], { status }: Exchange): boolean {
  return role === 'artefact' || (/^(admin|route|debug)$/.test(role) && status < 300)
}
