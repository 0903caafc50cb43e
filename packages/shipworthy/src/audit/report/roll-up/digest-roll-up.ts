import type { RollUp } from '../../model/roll-up.ts'
import { cleanReport } from '../clean-report.ts'
import { digestReport, type Digest } from '../digest-report.ts'

/** A service of a roll-up, sorted the way people read it. */
export interface ServiceDigest {
  name: string
  directory: string
  digest: Digest
}

/** A roll-up sorted the way people read it, with every text made safe to show. */
export interface RollUpDigest {
  rollUp: RollUp
  services: ServiceDigest[]
  /** The service that does worst; one that could not be rated only when none could. */
  worst: ServiceDigest
}

export function digestRollUp(original: RollUp): RollUpDigest {
  const rollUp = cleanReport(original)
  const services = rollUp.services.map(({ name, directory, report }) => ({
    name,
    directory,
    digest: digestReport(report),
  }))
  const rated = services.filter(({ digest }) => digest.isRated)
  const [worst] = (rated.length > 0 ? rated : services).toSorted((a, b) => scoreOf(a) - scoreOf(b))
  return { rollUp, services, worst: worst! }
}

function scoreOf({ digest }: ServiceDigest): number {
  return digest.report.score.value
}

/** `45 POOR`, or that it could not be rated. */
export function gradeText({ isRated, report: { score } }: Digest): string {
  return isRated ? `${score.value} ${score.grade}` : 'not rated'
}
