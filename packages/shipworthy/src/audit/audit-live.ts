import { planLive } from './derive/live/plan-live.ts'
import { gatherLive } from './gather/live/gather-live.ts'
import type { LiveRequest } from './gather/live/live-request.ts'
import type { ProjectReader } from './gather/project/project-reader.ts'
import { choosePart, type ServicesOptions } from './audit-services.ts'
import type { LiveFacts } from './facts/live/live-facts.ts'
import type { Report } from './model/report.ts'
import { judgeFacts } from './run-audit.ts'

export interface LiveOptions extends ServicesOptions {
  /** Audit a project with several services as one. */
  whole?: boolean
  /** Called with what the running system answered. */
  onLive?: (live: LiveFacts) => void
}

/**
 * Audits a running system, together with the source of the service that runs there when it is given: target → gather →
 * facts → derive → rules → suppress → score → report.
 *
 * @example
 * const report = await auditLive(diskReader('.'), { url: 'http://127.0.0.1:3000', active: false, timeoutMs: 60_000 })
 *
 * @param target The project; `noSource()` judges the running system alone.
 * @throws ShipworthyError `SW_ERR_SERVICE_NEEDED` for a project with several services of which none was chosen.
 */
export async function auditLive(
  target: ProjectReader,
  request: LiveRequest,
  options: LiveOptions = {},
): Promise<Report> {
  const startedMs = performance.now()
  const reader = target.sourceless ? { ...target, name: nameOf(request) } : target
  const { facts, views, directory } = choosePart(reader, options)
  const live = await gatherLive(request, planLive(views), options)
  options.onLive?.(live)
  return judgeFacts({ ...facts, live }, views, { ...options, startedMs, ...(directory && { directory }) })
}

/** What a system without source is called. */
function nameOf({ url, tls, databaseUrl, redisUrl }: LiveRequest): string {
  if (url !== undefined) return new URL(url).host
  if (typeof tls === 'string') return tls
  const store = databaseUrl ?? redisUrl
  return store !== undefined && URL.canParse(store) ? new URL(store).host : 'running system'
}
