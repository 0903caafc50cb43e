import type { HttpTrial } from '../http-trial.ts'
import { askSite } from '../site.ts'

const MAX_PATHS = 3
/** Below this, compressing costs more than it saves. */
const WORTH_BYTES = 1024
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.+-]*\+(json|xml))|image\/svg)/

/** Longer texts, asked again by a client that takes them compressed. The texts themselves are not kept. */
export const compression: HttpTrial = {
  active: false,
  async run(site, paths) {
    const found = []
    const long = paths.filter(({ attempt }) => attempt.ok && isWorthIt(attempt.exchange)).slice(0, MAX_PATHS)
    for (const { path } of long) {
      const attempt = await askSite(site, path, { headers: { 'accept-encoding': 'gzip, br' } })
      if (attempt.ok) found.push({ ...attempt.exchange, body: '' })
    }
    return { compression: found }
  },
}

function isWorthIt({
  status,
  headers,
  bodyBytes,
}: {
  status: number
  headers: Record<string, string>
  bodyBytes: number
}): boolean {
  return status === 200 && bodyBytes > WORTH_BYTES && TEXT.test(headers['content-type'] ?? '')
}
