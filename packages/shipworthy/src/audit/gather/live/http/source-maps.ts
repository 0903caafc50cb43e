import type { AskedPath } from '../../../facts/live/http-facts.ts'
import type { Candidate } from './ask-paths.ts'
import type { Site } from './site.ts'

const MAX_SCRIPTS = 3

/** Where the source maps of the scripts of a page would be. */
export function sourceMapsOf({ origin, root }: Site, { attempt }: AskedPath): Candidate[] {
  if (!attempt.ok) return []
  const scripts = [...attempt.exchange.body.matchAll(/<script[^>]+src=["']([^"'?#]+\.m?js)/gi)].flatMap(
    ([, source]) => {
      const url = URL.canParse(source!, `${origin}${root}`) ? new URL(source!, `${origin}${root}`) : undefined
      return url?.origin === origin ? [url.pathname] : []
    },
  )
  return [...new Set(scripts)].slice(0, MAX_SCRIPTS).map((path) => ({
    path: `${path}.map`,
    role: 'artefact',
    origin: `the script ${path} of the page`,
    declared: false,
  }))
}
