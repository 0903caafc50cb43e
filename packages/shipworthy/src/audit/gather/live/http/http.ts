import type { LiveGatherer } from '../live-gatherer.ts'
import { askPaths } from './ask-paths.ts'
import { isLocal } from '../is-local.ts'

/** Asks a service over HTTP. */
export const http: LiveGatherer<'http'> = {
  part: 'http',
  nameOf: ({ url }) => (url === undefined ? undefined : new URL(url).origin),
  async gather(request, plan, session) {
    const { url = '' } = request
    const { origin, hostname } = new URL(url)
    const paths = await askPaths(request, plan, session)
    return { origin, local: isLocal(hostname), paths, trials: {} }
  },
}
