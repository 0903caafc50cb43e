import { suggestName } from '../../closest-name.ts'
import type { SuppressionComment } from '../facts/suppressions.ts'
import type { Finding, RuleResult } from '../model/outcome.ts'
import type { Suppression } from '../model/suppression.ts'
import { addDays } from './calendar.ts'
import type { ConfiguredSuppression } from './configured-suppression.ts'
import { coveredLine } from './covered-line.ts'
import { parseSuppression } from './parse-suppression.ts'
import { withoutSuppressed } from './without-suppressed.ts'

export interface SuppressionInput {
  /** Left empty when a policy allows none in the code. */
  comments: readonly SuppressionComment[]
  configured: readonly ConfiguredSuppression[]
  /** Every rule there is, also those that did not run. */
  ruleIds: readonly string[]
  /** `YYYY-MM-DD` */
  today: string
  /** Why a rule may have missed something, if it may have. */
  doubtOf: (rule: string) => string | undefined
}

/** A suppression while it is matched against what was found. */
interface Candidate {
  entry: Suppression
  covers: (finding: Finding) => boolean
  covered: number
  undated: number
}

/** The day a refused suppression of a critical is offered: long enough to plan a cure, short enough to be remembered. */
const OFFERED_DAYS = 90

/** Takes the findings that somebody decided to live with out of the verdict, and says what became of every decision. */
export function applySuppressions(
  results: readonly RuleResult[],
  input: SuppressionInput,
): { results: RuleResult[]; suppressions: Suppression[] } {
  const candidates = [...commentCandidates(input), ...input.configured.map(configuredCandidate)]
  const kept = results.map((result) => {
    const mine = candidates.filter(({ entry }) => entry.rule === result.rule)
    if (mine.length === 0 || result.outcome !== 'fail') return result
    const pairs = result.findings.map((finding) => ({ finding, by: suppressorOf(finding, mine, input.today) }))
    return withoutSuppressed(result, pairs, input.doubtOf(result.rule))
  })
  return { results: kept, suppressions: candidates.map((candidate) => settle(candidate, results, input.today)) }
}

function commentCandidates({ comments, ruleIds }: SuppressionInput): Candidate[] {
  return comments.map((comment) => {
    const { fault, ...parsed } = parseSuppression(comment)
    const problem = fault ?? unknownRule(parsed.rule, ruleIds)
    const line = coveredLine(comment, comments)
    return candidateOf(
      { ...parsed, source: 'comment', file: comment.path, line: comment.line, ...(problem && { problem }) },
      (finding) => finding.file === comment.path && finding.line === line,
    )
  })
}

function unknownRule(rule: string, ruleIds: readonly string[]): string | undefined {
  if (ruleIds.includes(rule)) return undefined
  return `there is no rule "${rule}"${suggestName(rule, ruleIds) || '; `shipworthy explain` lists all rules'}`
}

function configuredCandidate({ covers, ...entry }: ConfiguredSuppression): Candidate {
  return candidateOf({ ...entry, source: 'configuration' }, ({ file }) =>
    covers === undefined ? true : file !== undefined && covers(file),
  )
}

function candidateOf(entry: Omit<Suppression, 'state' | 'findings'>, covers: Candidate['covers']): Candidate {
  const state = entry.problem === undefined ? 'active' : 'refused'
  return { entry: { ...entry, state, findings: 0 }, covers, covered: 0, undated: 0 }
}

/** The first decision in force that covers a finding; every one that would is counted. */
function suppressorOf(finding: Finding, candidates: readonly Candidate[], today: string): Suppression | undefined {
  let first: Suppression | undefined
  for (const candidate of candidates) {
    const { entry } = candidate
    if (entry.state === 'refused' || !candidate.covers(finding)) continue
    candidate.covered++
    if (finding.severity === 'critical' && entry.until === undefined) candidate.undated++
    else if (!isExpired(entry, today)) {
      if (first === undefined) entry.findings++
      first ??= entry
    }
  }
  return first
}

function isExpired({ until }: Suppression, today: string): boolean {
  return until !== undefined && until < today
}

function settle({ entry, covered, undated }: Candidate, results: readonly RuleResult[], today: string): Suppression {
  if (entry.state === 'refused') return entry
  const result = results.find(({ rule }) => rule === entry.rule)
  const isJudged = result !== undefined && result.outcome !== 'unknown' && result.outcome !== 'error'
  if (covered === 0 && isJudged)
    return { ...entry, state: 'stale', problem: 'there is nothing left for it to suppress; remove it' }
  if (isExpired(entry, today)) {
    const problem = `it expired after ${entry.until}, so what it covered counts again; cure that, or decide anew until when`
    return { ...entry, state: 'expired', problem }
  }
  if (undated > 0) {
    const offer = addDays(today, OFFERED_DAYS)
    const problem = `a critical finding can be suppressed only until a day that is named; add one, such as ${offer}`
    return { ...entry, state: entry.findings > 0 ? 'active' : 'refused', problem }
  }
  return entry
}
