import { setTimeout as wait } from 'node:timers/promises'
import { isCatchAll } from '../../../facts/live/catch-all.ts'
import type { Attempt } from '../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import { askSite, type Site } from './site.ts'

const TRIES = 3
const GAP_MS = 2_000

/** A service that is still starting is not ready yet: health paths that fail are asked again, some seconds long. */
export async function retryHealth(site: Site, paths: readonly AskedPath[]): Promise<AskedPath[]> {
  return await Promise.all(paths.map((asked) => (isFailing(asked, paths) ? retry(site, asked) : asked)))
}

function isFailing({ role, attempt, declared }: AskedPath, paths: readonly AskedPath[]): boolean {
  if (role !== 'readiness' && role !== 'health' && role !== 'liveness') return false
  if (!attempt.ok) return declared
  return attempt.exchange.status >= 500 && !isCatchAll(attempt, { paths: [...paths] })
}

async function retry(site: Site, asked: AskedPath): Promise<AskedPath> {
  let last = asked.attempt
  let tries = 1
  while (tries < TRIES && !isFine(last) && (await pause(site.session.signal))) {
    last = await askSite(site, asked.path, { note: `again, because it failed` })
    tries++
  }
  return { ...asked, attempt: last, tries }
}

function isFine(attempt: Attempt): boolean {
  return attempt.ok && attempt.exchange.status < 500
}

/** False when the time for everything is over. */
async function pause(signal: AbortSignal): Promise<boolean> {
  try {
    await wait(GAP_MS, undefined, { signal })
    return true
  } catch {
    return false
  }
}
