import type { Digest } from './digest-report.ts'
import { plural } from './format.ts'

/** The one sentence a reader takes away. */
export function describeVerdict({ isRated, failedGates, findings, report }: Digest): string {
  if (!isRated) return 'Nothing could be judged'
  const { critical } = findings
  if (failedGates.length === 0) {
    if (critical > 0) return `${plural(critical, 'critical finding')} ${critical === 1 ? 'is' : 'are'} open`
    return report.gates.length === 0 ? 'No critical finding is open' : 'Nothing blocks the deploy'
  }
  if (critical > 0) return `${plural(critical, 'critical finding')} ${critical === 1 ? 'blocks' : 'block'} the deploy`
  return failedGates.length === 1
    ? `The deploy is blocked: ${failedGates[0]!.detail}`
    : `${failedGates.length} gates block the deploy`
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
