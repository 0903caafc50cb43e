/**
 * Shipworthy as a library: the audit, its formats, and what rules are made of.
 *
 * @example
 * import { renderTerminal, runAudit } from 'shipworthy'
 *
 * const report = runAudit('./services/api', { minScore: 80 })
 * console.log(renderTerminal(report, { color: false, width: 100 }))
 * process.exitCode = report.gates.every(({ passed }) => passed) ? 0 : 1
 *
 * @packageDocumentation
 */
export { auditServices, type ServicesOptions } from './audit/audit-services.ts'
export { runAudit, type AuditOptions } from './audit/run-audit.ts'
export { renderAnnotations, type AnnotationOptions } from './audit/report/annotations.ts'
export { renderBadge } from './audit/report/badge.ts'
export { renderHtml } from './audit/report/html.ts'
export { renderJson } from './audit/report/json.ts'
export { renderJunit } from './audit/report/junit.ts'
export { renderMarkdown } from './audit/report/markdown.ts'
export { renderSarif, type SarifOptions } from './audit/report/sarif.ts'
export { renderTerminal, type TerminalOptions } from './audit/report/terminal.ts'
export { renderRollUpHtml } from './audit/report/roll-up/roll-up-html.ts'
export { renderRollUpJson } from './audit/report/roll-up/roll-up-json.ts'
export { renderRollUpTerminal } from './audit/report/roll-up/roll-up-terminal.ts'
export { ShipworthyError, type ErrorCode } from './errors.ts'
export { VERSION } from './version.ts'

export {
  defineRule,
  /**
   * The verdict that all is in order, with what shows it; `passed` is the number of places looked at.
   *
   * @example
   * pass({ kind: 'setting', file: 'package.json', line: 4, note: 'engines names Node.js 24' })
   */
  pass,
  /**
   * The verdict that something is wrong: one finding for each place; `passed` is the number of places in order.
   *
   * @example
   * fail([{ message: 'engines names Node.js 14', evidence: [{ kind: 'setting', file: 'package.json', line: 4 }] }])
   */
  fail,
  /**
   * The verdict that there is nothing to judge; it has no part in the score.
   *
   * @example
   * notApplicable('no package.json names a version of Node.js')
   */
  notApplicable,
  /**
   * The verdict that nobody can tell. It neither passes nor fails; it lowers the coverage.
   *
   * @example
   * unknown('the version comes from a variable')
   */
  unknown,
  type Example,
  type FindingDraft,
  /** A cure of what a rule finds, for one framework or for any. */
  type Remedy,
  /** A unit of the audit: what it says of itself, its examples, and the function that judges. */
  type Rule,
  /** What a rule says of a project; made with `pass`, `fail`, `notApplicable` and `unknown`. */
  type Verdict,
} from './audit/rules/rule.ts'
export {
  /**
   * The built-in rules.
   *
   * @example
   * runAudit('.', { rules: [...RULES, myRule] })
   */
  RULES,
} from './audit/rules/registry.generated.ts'

export type {
  /** Name of a view. */
  ViewName,
  Views,
} from './audit/derive/views.ts'
export type { ProjectFacts } from './audit/facts/project-facts.ts'
export type { ProjectReader } from './audit/gather/project/project-reader.ts'
export type {
  /** Category of the audit. */
  Category,
} from './audit/model/categories.ts'
export type {
  Confidence,
  /** How long a cure takes. S: minutes. M: hours. L: days. */
  Effort,
  Evidence,
  Finding,
  Outcome,
  SuppressedFinding,
  /** What one rule says of the project. */
  RuleResult,
  /** `critical`: deploying now means outage, loss or compromise. */
  Severity,
} from './audit/model/outcome.ts'
export type { Suppression, SuppressionState } from './audit/model/suppression.ts'
export type { Baseline, BaselineEntry } from './audit/suppress/baseline.ts'
export type { ConfiguredSuppression } from './audit/suppress/configured-suppression.ts'
export { isRollUp, type AuditResult, type RollUp, type ServiceReport } from './audit/model/roll-up.ts'
export type {
  BaselineSummary,
  /** What holds a score down, and why. */
  Cap,
  /** Score of one category. */
  CategoryScore,
  /** A condition that decides whether a deploy may go through. */
  Gate,
  /** The score in a word: EXCELLENT from 90, GOOD from 80, FAIR from 60, else POOR. */
  Grade,
  ProfileEntry,
  Report,
  Route,
  /** One cure on the way to the next grade. */
  RouteStep,
  RuleInfo,
  /** The score with its coverage, range, caps and categories. */
  Score,
} from './audit/model/report.ts'
