import type { Exchange } from '../../../../facts/live/exchange.ts'
import type { HttpTrial } from '../http-trial.ts'
import { isHarmless } from '../is-harmless.ts'
import { askSite } from '../site.ts'

const MAX_ROUTES = 5
/** No number, no UUID, no ObjectId: what parses identifiers refuses it. */
const NO_ID = 'shipworthy-no-such-id'

/** GET routes that take an identifier, asked with one that is none. What succeeds is not kept. */
export const badIds: HttpTrial = {
  active: false,
  async run(site) {
    const routes = site.plan.routes
      .filter(
        ({ method, path, parameters }) => /^(GET|ALL)$/.test(method) && parameters.length === 1 && isHarmless(path),
      )
      .slice(0, MAX_ROUTES)
    const failed: Exchange[] = []
    for (const { path } of routes) {
      const asked = path.replace(/:\w+/, NO_ID)
      const attempt = await askSite(site, asked, { withCredentials: true, note: 'an identifier that is none' })
      if (attempt.ok && attempt.exchange.status >= 400) failed.push(attempt.exchange)
    }
    return { 'error:bad-id': failed }
  },
}
