import { isIP } from 'node:net'
import type { Exchange } from '../../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../../facts/live/http-facts.ts'
import { exchanges } from '../exchanges.ts'
import type { HttpTrial } from '../http-trial.ts'
import { askSite, type Site } from '../site.ts'

/** Reserved for examples (RFC 2606): nobody's page can come from there. */
const FOREIGN = 'https://shipworthy-probe.example'
const MAX_PATHS = 4
const ROLES: readonly string[] = ['root', 'route', 'health', 'readiness']

/** As pages of other origins would ask: a foreign one, ones that look like its own, and one without a name. */
export const cors: HttpTrial = {
  active: false,
  async run(site, paths) {
    const chosen = choosePaths(paths)
    const foreign = await askAs(site, chosen, [FOREIGN])
    // Where pages may come from is most often one policy for all: two paths show it.
    const few = chosen.slice(0, 2)
    return {
      'cors:foreign-origin': foreign,
      'cors:look-alike-origin': await askAs(site, few, lookAlikes(ownHost(site, paths))),
      'cors:null-origin': await askAs(site, few, ['null']),
    }
  },
}

/** Good answers first. */
function choosePaths(paths: readonly AskedPath[]): string[] {
  const answered = paths.filter(({ role, attempt }) => ROLES.includes(role) && attempt.ok)
  const isGood = ({ attempt }: AskedPath): boolean => attempt.ok && attempt.exchange.status < 300
  return [...answered.filter(isGood), ...answered.filter((asked) => !isGood(asked))]
    .map(({ path }) => path)
    .slice(0, MAX_PATHS)
}

async function askAs(site: Site, paths: readonly string[], origins: readonly string[]): Promise<Exchange[]> {
  const attempts = []
  for (const path of paths)
    for (const origin of origins)
      attempts.push(await askSite(site, path, { headers: { origin }, note: `from a page of ${origin}` }))
  // What matters is in the headers.
  return exchanges(attempts).map((answer) => ({ ...answer, body: '' }))
}

/** The host of the pages that may ask, where answers name it; its own otherwise. */
function ownHost({ origin }: Site, paths: readonly AskedPath[]): string {
  const named = paths.flatMap(({ attempt }) =>
    attempt.ok ? [attempt.exchange.headers['access-control-allow-origin']] : [],
  )
  const allowed = named.find((value) => value !== undefined && URL.canParse(value))
  return new URL(allowed ?? origin).hostname
}

/** Hosts that a careless comparison takes for its own: one that begins with it, one that ends with it. */
function lookAlikes(host: string): string[] {
  const plain = host.replace(/^\[|\]$/g, '')
  if (isIP(plain) !== 0) return isIP(plain) === 4 ? [`https://${plain}.shipworthy-probe.example`] : []
  const domain = plain.split('.').slice(-2).join('.')
  return [`https://${plain}.shipworthy-probe.example`, `https://shipworthyprobe${domain}`]
}
