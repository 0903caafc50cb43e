import { auditLive } from '../../audit/audit-live.ts'
import type { LiveFacts } from '../../audit/facts/live/live-facts.ts'
import type { ProjectReader } from '../../audit/gather/project/project-reader.ts'
import type { AuditOptions } from '../../audit/run-audit.ts'
import type { AuditedTarget } from './audited-target.ts'
import type { CheckFlags } from './check-flags.ts'
import { readLiveRequest } from './read-live-request.ts'
import type { Saving } from './start-saving.ts'

export interface RunningSystem {
  /** The project, or `noSource` when only what runs is examined. */
  source: ProjectReader
  /** Its folder. */
  folder: string | undefined
  saving: Saving | undefined
  flags: CheckFlags
  options: AuditOptions
}

/** Audits what runs, and the source with it when there is one. */
export async function auditRunningSystem({
  source,
  folder,
  saving,
  flags,
  options,
}: RunningSystem): Promise<AuditedTarget> {
  const { service, whole } = flags
  let seen: LiveFacts | undefined
  const result = await auditLive(source, readLiveRequest(flags, folder), {
    ...options,
    ...(service && { services: service }),
    ...(whole && { whole }),
    onLive: (live) => {
      seen = live
    },
  })
  return { result, facts: saving?.finish(seen) }
}
