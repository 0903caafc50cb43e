import { PROFILE_TOKENS } from './derive/profile/profile-tokens.ts'
import { createViews, VIEW_AREAS, VIEW_TOKENS, type Views } from './derive/views.ts'
import type { ProjectFacts } from './facts/project-facts.ts'
import { createTokenFilter, type TokenFilter } from './facts/tokens.ts'
import { diskReader } from './gather/project/disk-reader.ts'
import { gatherProject } from './gather/project/gather-project.ts'
import type { ProjectReader } from './gather/project/project-reader.ts'
import type { RuleResult, Severity } from './model/outcome.ts'
import type { Report } from './model/report.ts'
import { buildReport } from './build-report.ts'
import { RULES } from './rules/registry.generated.ts'
import type { Rule } from './rules/rule.ts'
import { runRules } from './rules/run-rules.ts'
import { applyBaseline } from './suppress/apply-baseline.ts'
import { applySuppressions } from './suppress/apply-suppressions.ts'
import type { Baseline } from './suppress/baseline.ts'
import type { ConfiguredSuppression } from './suppress/configured-suppression.ts'
import { describeHiddenFile } from './suppress/describe-hidden-file.ts'

export interface AuditOptions {
  /** Rules to run; all built-in rules when left out. */
  rules?: readonly Rule[]
  /** Path globs to leave out of the audit. */
  isIgnored?: (path: string) => boolean
  /** Lowest severity that fails the audit. Default `critical`. */
  failOn?: Severity | 'never'
  minScore?: number
  /** Per cent. */
  minCoverage?: number
  /** Findings to live with, beside those that comments of the project name. */
  suppressions?: readonly ConfiguredSuppression[]
  /** `false` takes no notice of `shipworthy-ignore` in comments. */
  inlineSuppressions?: boolean
  /** Findings that were accepted earlier: they score, and no gate looks at them. */
  baseline?: Baseline
  /** With a baseline: any finding it does not know fails the audit, however grave. */
  failOnNew?: boolean
  /** The day that expiry dates are held against, `YYYY-MM-DD`. Default: today in UTC. */
  today?: string
  onProgress?: (step: string) => void
  /** Called with what was gathered, after the audit has asked all it needed. */
  onFacts?: (facts: ProjectFacts) => void
}

/**
 * Audits a project: target → gather → facts → derive → rules → suppress → score → report.
 *
 * @example
 * const report = await runAudit('./services/api', { minScore: 80 })
 * console.log(report.score.value, report.score.grade)
 *
 * @param target Folder of the project, or a reader: of files in memory, or of facts saved earlier.
 * @returns The report; `report.gates` says whether it passed. Nothing of the project is executed.
 * @throws ShipworthyError `SW_ERR_TARGET_…` when the folder is missing, unreadable or not a Node.js project.
 */
export function runAudit(target: string | ProjectReader, options: AuditOptions = {}): Report {
  const startedMs = performance.now()
  const facts = gatherFacts(target, options)
  const report = judgeFacts(facts, createViews(facts), { ...options, startedMs })
  options.onFacts?.(facts)
  return report
}

/** Reads all that the rules may ask about. */
export function gatherFacts(target: string | ProjectReader, options: AuditOptions): ProjectFacts {
  return gatherProject(typeof target === 'string' ? diskReader(target) : target, {
    filter: tokenFilter(options.rules ?? RULES),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.isIgnored && { isIgnored: options.isIgnored }),
  })
}

interface JudgeOptions extends AuditOptions {
  /** When the audit began. */
  startedMs: number
  /** Folder of the service, where only one of a project is judged. */
  directory?: string
}

/** Everything behind the facts: derive → rules → suppress → score → report. */
export function judgeFacts(facts: ProjectFacts, views: Views, options: JudgeOptions): Report {
  const { startedMs, directory } = options
  options.onProgress?.('rules')
  const rules = options.rules ?? RULES
  const { results: open, suppressions } = suppress(runRules(rules, views, facts, directory), rules, facts, options)
  const { results, summary } = options.baseline
    ? applyBaseline(open, options.baseline)
    : { results: open, summary: undefined }
  return buildReport({
    rules,
    results,
    suppressions,
    baseline: summary,
    views,
    facts,
    options,
    durationMs: Math.round(performance.now() - startedMs),
  })
}

function suppress(
  results: readonly RuleResult[],
  rules: readonly Rule[],
  facts: ProjectFacts,
  { suppressions = [], inlineSuppressions = true, today = new Date().toISOString().slice(0, 10) }: AuditOptions,
): ReturnType<typeof applySuppressions> {
  const needsOf = new Map(rules.map(({ id, needs }) => [id, needs]))
  return applySuppressions(results, {
    comments: inlineSuppressions ? facts.suppressions : [],
    configured: suppressions,
    ruleIds: [...new Set([...RULES, ...rules].map(({ id }) => id))],
    today,
    doubtOf: (rule) =>
      describeHiddenFile(facts, new Set((needsOf.get(rule) ?? []).flatMap((name) => VIEW_AREAS[name]))),
  })
}

/** The pre-filter of sources: what the profile, a view or any rule needs to see. */
export function tokenFilter(rules: readonly Rule[]): TokenFilter {
  return createTokenFilter([
    ...Object.values(VIEW_TOKENS),
    ...PROFILE_TOKENS,
    ...rules.flatMap(({ tokens }) => tokens ?? []),
  ])
}
