import type { Attempt } from '../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import { SilentError } from '../silent-error.ts'
import { askPaths, type Candidate } from './ask-paths.ts'
import type { Site } from './site.ts'

/** Nobody has these: what comes for them comes for any address. */
export const UNKNOWN_PATHS = ['/shipworthy-no-such-page-4f1c9a', '/shipworthy/no-such-folder-8d27/page'] as const

/** One where the service is. */
export function unknownPathOf({ base }: Pick<Site, 'base'>): string {
  return `${base}${UNKNOWN_PATHS[0]}`
}

/**
 * The root and addresses that nobody knows, one of them below the root: what comes back tells whether the service is there, and what an answer of it
 * is worth.
 *
 * @throws SilentError when none is answered, or when every one is sent to another site.
 */
export async function askFirst(site: Site): Promise<AskedPath[]> {
  const root: Candidate = { path: site.root, role: 'root', origin: 'the address that was given', declared: false }
  const mounted = site.base === '' ? [] : [unknownPathOf(site)]
  const unknown = [...UNKNOWN_PATHS, ...mounted].map((path): Candidate => ({
    path,
    role: 'unknown-route',
    origin: 'an address that nobody knows',
    declared: false,
  }))
  const asked = await askPaths(site, [root, ...unknown])
  const [first] = asked
  if (!first!.attempt.ok && asked.every(({ attempt }) => !attempt.ok))
    throw new SilentError(first!.attempt.reason, first!.attempt.cause)
  const elsewhere = asked.map(({ attempt }) => otherSite(site, attempt))
  if (elsewhere[0] !== undefined && elsewhere.every((place) => place !== undefined))
    throw new SilentError(`every address is sent to ${elsewhere[0]}: give that one`)
  return asked
}

/** The site that a redirect leads to, where that is another. */
function otherSite({ origin }: Site, attempt: Attempt): string | undefined {
  if (!attempt.ok || attempt.exchange.status < 300 || attempt.exchange.status > 399) return undefined
  const { location } = attempt.exchange.headers
  if (location === undefined || !URL.canParse(location, origin)) return undefined
  const target = new URL(location, origin).origin
  return target === origin ? undefined : target
}
