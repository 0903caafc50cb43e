import type { AuditOptions } from '../../audit/run-audit.ts'
import type { Config } from '../../config/config-schema.ts'
import type { CheckFlags } from './check-flags.ts'

type Gates = Pick<AuditOptions, 'failOn' | 'minScore' | 'minCoverage' | 'failOnNew'>

/** The gates: what the command line says goes before what the configuration says. */
export function mergeGateSettings(flags: CheckFlags, config: Config): Gates {
  const failOn = flags.failOn ?? config.failOn
  const minScore = flags.minScore ?? config.minScore
  const minCoverage = flags.minCoverage ?? config.minCoverage
  return {
    ...(failOn !== undefined && { failOn }),
    ...(flags.failOnNew && { failOnNew: true }),
    ...(minScore !== undefined && { minScore }),
    ...(minCoverage !== undefined && { minCoverage }),
  }
}
