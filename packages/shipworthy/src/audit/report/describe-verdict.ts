import type { Digest } from './digest-report.ts'
import { plural } from './format.ts'

/** The one sentence a reader takes away. */
export function describeVerdict({ isRated, failedGates, findings, report }: Digest): string {
  if (!isRated) return 'Nothing could be judged'
  if (failedGates.length === 0) return report.gates.length === 0 ? 'No gate was set' : 'Nothing blocks the deploy'
  if (findings.critical > 0)
    return `${plural(findings.critical, 'critical finding')} ${findings.critical === 1 ? 'blocks' : 'block'} the deploy`
  return failedGates.length === 1 ? 'A gate blocks the deploy' : `${failedGates.length} gates block the deploy`
}

/** Each cap beside the raw score, in words. */
export function describeCaps({ isRated, report: { score } }: Digest): string[] {
  if (!isRated) return []
  return score.caps
    .toSorted((a, b) => a.limit - b.limit)
    .map(({ limit, reason }) =>
      score.raw > limit
        ? `${score.raw.toFixed(1)} before caps, held at ${limit}: ${reason}`
        : `At most ${limit} while this lasts: ${reason}`,
    )
}
