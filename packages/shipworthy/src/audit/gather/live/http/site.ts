import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { Attempt } from '../../../facts/live/exchange.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'
import { isCredential } from './mask-headers.ts'
import { sendRequest, type OutgoingRequest } from './send-request.ts'

/** A service that is asked over HTTP, and all that a question to it needs. */
export interface Site {
  /** Without credentials, path or query. */
  origin: string
  /** The path that was given. */
  root: string
  /** The same as what other paths begin with: `/v1`, or nothing. */
  base: string
  session: LiveSession
  plan: LivePlan
  /** What goes with every request. */
  headers: Readonly<Record<string, string>>
  /** What goes along only where a service refuses without. */
  credentials: Readonly<Record<string, string>>
  ca?: string
}

export interface Question extends Omit<OutgoingRequest, 'url' | 'ca'> {
  withCredentials?: boolean
}

/** A user name and password in the address are credentials like those of `--header`. */
export function openSite({ url = '', headers = {}, ca }: LiveRequest, plan: LivePlan, session: LiveSession): Site {
  const { origin, pathname, username, password } = new URL(url)
  const userinfo = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const basic = username === '' ? {} : { authorization: `Basic ${Buffer.from(userinfo).toString('base64')}` }
  const given = Object.entries({ ...basic, ...headers })
  return {
    origin,
    root: pathname,
    base: baseOf(pathname),
    session,
    plan,
    headers: Object.fromEntries(given.filter(([name]) => !isCredential(name))),
    credentials: Object.fromEntries(given.filter(([name]) => isCredential(name))),
    ...(ca !== undefined && { ca }),
  }
}

/** A file has nothing below it. */
function baseOf(path: string): string {
  return /\.\w+$/.test(path) ? '' : path.replace(/\/+$/, '')
}

/** Asks a path of the site. */
export function askSite(
  { origin, session, headers, credentials, ca }: Site,
  path: string,
  { withCredentials = false, ...question }: Question = {},
): Promise<Attempt> {
  return sendRequest(session, {
    ...question,
    url: `${origin}${path}`,
    headers: { ...headers, ...(withCredentials && credentials), ...question.headers },
    ...(ca !== undefined && { ca }),
  })
}
