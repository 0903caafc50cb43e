import type { Exchange } from '../../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../../facts/live/http-facts.ts'
import type { HttpTrial } from '../http-trial.ts'
import { askSite, type Site } from '../site.ts'

const LOGIN = /(^|\/)(log-?in|sign-?in|authenticate|sessions?|auth|token)$/i
/** The first one is nobody's: what answers it the same way proves nothing. */
const PAIRS: readonly [user: string, password: string][] = [
  ['shipworthy-nobody', 'f3a1-shipworthy-nobody'],
  ['admin', 'admin'],
  ['admin', 'password'],
  ['admin', 'changeme'],
]

/** The accounts that tutorials and seeds leave behind, at one login route and at one page that asks for a password. */
export const defaultLogins: HttpTrial = {
  active: true,
  async run(site, paths) {
    const route = site.plan.routes.find(
      ({ method, path, parameters }) => method === 'POST' && parameters.length === 0 && LOGIN.test(path),
    )
    const guarded = paths.find(asksForPassword)
    return {
      ...(route && { 'login:default': await each((user, password) => logIn(site, route.path, user, password)) }),
      ...(guarded && { 'basic:default': await each((user, password) => enter(site, guarded.path, user, password)) }),
    }
  },
}

function asksForPassword({ role, attempt }: AskedPath): boolean {
  return (
    (role === 'admin' || role === 'debug') &&
    attempt.ok &&
    attempt.exchange.status === 401 &&
    /^basic/i.test(attempt.exchange.headers['www-authenticate'] ?? '')
  )
}

/** In the order of the pairs, and none after the first that is let in. What is behind the door is not kept. */
async function each(attempt: (user: string, password: string) => Promise<Exchange | undefined>): Promise<Exchange[]> {
  const answers: Exchange[] = []
  for (const [user, password] of PAIRS) {
    const answer = await attempt(user, password)
    if (!answer) break
    answers.push({ ...answer, body: '' })
    if (answer.status < 300 || answer.status === 429) break
  }
  return answers
}

/** Services call the name of a user by one of these; what is too much is ignored or refused. */
async function logIn(site: Site, path: string, user: string, password: string): Promise<Exchange | undefined> {
  const body = { username: user, email: `${user}@example.com`, password }
  const attempt = await askSite(site, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    note: `as ${user}`,
  })
  return attempt.ok ? attempt.exchange : undefined
}

async function enter(site: Site, path: string, user: string, password: string): Promise<Exchange | undefined> {
  const attempt = await askSite(site, path, {
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    note: `as ${user}`,
  })
  return attempt.ok ? attempt.exchange : undefined
}
