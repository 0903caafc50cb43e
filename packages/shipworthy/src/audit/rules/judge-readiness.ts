import { faultEvidence, isSuccess } from '../derive/live/fault-evidence.ts'
import type { FaultFacts, FaultPath } from '../facts/live/fault-facts.ts'
import { fail, notApplicable, pass, unknown, type FindingDraft, type Verdict } from './rule.ts'

/** `"status": "degraded"`: 200 is meant, for the service can do without it (health+json has `warn` for this). */
const DEGRADED = /"?(status|state|result)"?\s*[:=]\s*"?(warn|warning|degraded|partial)/i

/** What readiness says while the database is away, and when it is there again. */
export function judgeReadiness({ paths, ended, limitMs }: FaultFacts): Verdict {
  if (ended) return unknown('the service ended when its database was cut off')
  const named = paths.filter(({ before }) => before.role === 'readiness')
  const asked = named.length > 0 ? named : paths.filter(({ before }) => before.role === 'health')
  if (asked.length === 0) return notApplicable('no readiness endpoint was found')
  const judged = asked.filter(({ before }) => isSuccess(before))
  if (judged.length === 0)
    return unknown('it was not ready before its database was cut off', asked.flatMap(faultEvidence))
  const findings = judged.flatMap((path) => findingFor(path, limitMs))
  if (findings.length > 0) return fail(findings, judged.length - findings.length)
  return pass(judged.flatMap(faultEvidence), judged.length)
}

function findingFor(path: FaultPath, limitMs: number): FindingDraft[] {
  const { before, during, after } = path
  const name = before.path
  const limit = `${Math.round(limitMs / 1_000)} s`
  const draft = (message: string): FindingDraft[] => [{ message, evidence: faultEvidence(path), key: `GET ${name}` }]
  if (isSuccess(during))
    return DEGRADED.test(during.text) && !DEGRADED.test(before.text)
      ? []
      : draft(`${name} answers ${during.status} without its database, for ${limit}`)
  return isSuccess(after) ? [] : draft(`${name} does not come back within ${limit} when its database does`)
}
