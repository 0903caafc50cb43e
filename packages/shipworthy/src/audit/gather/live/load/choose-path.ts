import type { LivePlan } from '../../../facts/live/live-plan.ts'
import { harmlessRoutes } from '../http/harmless-routes.ts'
import { sendRequest } from '../http/send-request.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'

const MAX_TRIED = 10

/**
 * The address to load: the path that was named, else the first of the root, the routes that the code shows and its health
 * paths that answers with 2xx. What fails at rest says nothing about load.
 *
 * @throws SilentError when none does.
 */
export async function choosePath(
  { url = '', headers = {}, load }: LiveRequest,
  { paths, routes }: LivePlan,
  session: LiveSession,
): Promise<string> {
  const named = load?.path
  const health = (['readiness', 'health', 'liveness'] as const).flatMap((role) =>
    paths.filter((planned) => planned.role === role).map(({ path }) => path),
  )
  const known = [...harmlessRoutes(routes, 'GET').slice(0, MAX_TRIED), ...health]
  const tried = named === undefined ? [...new Set(['/', ...known])] : [named]
  const answers: string[] = []
  for (const path of tried) {
    const address = new URL(path, url).href
    const attempt = await sendRequest(session, { url: address, headers }, 'load')
    if (attempt.ok && attempt.exchange.status >= 200 && attempt.exchange.status < 300) return address
    answers.push(`${path}: ${attempt.ok ? attempt.exchange.status : attempt.reason}`)
  }
  throw new SilentError(
    `no path answers with 2xx at rest (${answers.join(', ')}); name one: --load 50x10s,path=/search`,
  )
}
