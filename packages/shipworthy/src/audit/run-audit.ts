import { PROFILE_TOKENS } from './derive/profile/profile-tokens.ts'
import { createViews, VIEW_TOKENS } from './derive/views.ts'
import type { ProjectFacts } from './facts/project-facts.ts'
import { createTokenFilter, type TokenFilter } from './facts/tokens.ts'
import { diskReader } from './gather/project/disk-reader.ts'
import { gatherProject } from './gather/project/gather-project.ts'
import type { ProjectReader } from './gather/project/project-reader.ts'
import type { Severity } from './model/outcome.ts'
import type { Report } from './model/report.ts'
import { buildReport } from './build-report.ts'
import { RULES } from './rules/registry.generated.ts'
import type { Rule } from './rules/rule.ts'
import { runRules } from './rules/run-rules.ts'

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
  onProgress?: (step: string) => void
  /** Called with what was gathered, after the audit has asked all it needed. */
  onFacts?: (facts: ProjectFacts) => void
}

/**
 * Audits a project: target → gather → facts → derive → rules → score → report.
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
  const started = performance.now()
  const progress = options.onProgress ?? (() => undefined)
  const rules = options.rules ?? RULES
  const facts = gatherProject(readerOf(target), {
    filter: tokenFilter(rules),
    onProgress: progress,
    ...(options.isIgnored && { isIgnored: options.isIgnored }),
  })
  progress('rules')
  const views = createViews(facts)
  const results = runRules(rules, views, facts)
  options.onFacts?.(facts)
  return buildReport({ rules, results, views, facts, options, durationMs: Math.round(performance.now() - started) })
}

/** The pre-filter of sources: what the profile, a view or any rule needs to see. */
export function tokenFilter(rules: readonly Rule[]): TokenFilter {
  return createTokenFilter([
    ...Object.values(VIEW_TOKENS),
    ...PROFILE_TOKENS,
    ...rules.flatMap(({ tokens }) => tokens ?? []),
  ])
}

function readerOf(target: string | ProjectReader): ProjectReader {
  return typeof target === 'string' ? diskReader(target) : target
}
