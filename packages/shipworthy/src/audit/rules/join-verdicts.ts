import type { Outcome } from '../model/outcome.ts'
import type { Verdict } from './rule.ts'

/** What source and running system say together. */
export interface JoinedVerdict {
  verdict: Verdict
  /** It was seen live. */
  live: boolean
  /** What the source alone let expect, where that is something else. */
  overrides?: { outcome: Outcome; text: string }
}

/**
 * What was seen goes before what the source lets expect; what could not be seen leaves the word to the source. Where both
 * fail, the lines of the source stay with the finding: they are where it is cured.
 */
export function joinVerdicts(source: Verdict, live: Verdict | undefined): JoinedVerdict {
  if (!live || !isConclusive(live)) {
    const isBetter = isConclusive(source) || !live || (source.outcome === 'unknown' && live.outcome !== 'unknown')
    return isBetter ? { verdict: source, live: false } : { verdict: live, live: true }
  }
  if (live.outcome === 'fail' && source.outcome === 'fail')
    return { verdict: { ...live, findings: withPlaces(live, source) }, live: true }
  if (!isConclusive(source) || source.outcome === live.outcome) return { verdict: live, live: true }
  return { verdict: live, live: true, overrides: { outcome: source.outcome, text: textOf(source) } }
}

type Failure = Extract<Verdict, { outcome: 'fail' }>

function isConclusive({ outcome }: Verdict): boolean {
  return outcome === 'pass' || outcome === 'fail'
}

function withPlaces(live: Failure, source: Failure): Failure['findings'] {
  const [first, ...others] = live.findings
  const places = source.findings.flatMap(({ evidence }) => evidence)
  return first ? [{ ...first, evidence: [...first.evidence, ...places] }, ...others] : []
}

function textOf(verdict: Verdict): string {
  if (verdict.outcome === 'fail') return verdict.findings.map(({ message }) => message).join('; ')
  if (verdict.outcome === 'pass') return verdict.evidence.map(({ note, snippet }) => note ?? snippet ?? '').join('; ')
  return verdict.reason
}
