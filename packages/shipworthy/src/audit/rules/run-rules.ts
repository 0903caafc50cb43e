import type { FactArea, Unreadable } from '../facts/files.ts'
import { fingerprint } from '../facts/fingerprint.ts'
import { normalizeSnippet } from '../facts/normalize-snippet.ts'
import { numberEquals } from '../facts/number-equals.ts'
import { classifyPath } from '../facts/path-class.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import { createTokenFilter } from '../facts/tokens.ts'
import { VIEW_AREAS, VIEW_TOKENS, type Views } from '../derive/views.ts'
import type { Finding, RuleResult, Severity } from '../model/outcome.ts'
import { evaluateLive, evaluateSource } from './evaluate-rule.ts'
import { joinVerdicts, type JoinedVerdict } from './join-verdicts.ts'
import { categoryOfRule, type FindingDraft, type Rule, type Verdict } from './rule.ts'

/**
 * Evaluates every rule against the views it asks for. A rule that throws gives `error`; one whose facts are incomplete
 * gives `unknown`. Neither passes and neither stops the others. `directory`: the folder of the service that is judged, which
 * tells findings without a place apart from those of another service.
 */
export function runRules(rules: readonly Rule[], views: Views, facts: ProjectFacts, directory = ''): RuleResult[] {
  return rules.map((rule) => {
    const verdict = evaluate(rule, views, facts)
    return verdict instanceof Error ? errorResult(rule, verdict) : toResult(rule, verdict, directory)
  })
}

function evaluate(rule: Rule, views: Views, facts: ProjectFacts): JoinedVerdict | Error {
  try {
    const source = doubt(rule, evaluateSource(rule, views, facts), facts, views)
    return joinVerdicts(source, evaluateLive(rule, views, facts))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** A file that could not be read may hold what a rule did not find: then the verdict is unknown. */
function doubt(rule: Rule, verdict: Verdict, facts: ProjectFacts, views: Views): Verdict {
  if (verdict.outcome === 'unknown') return verdict
  const isAbsence = verdict.outcome === 'fail' && !verdict.findings.some(isSeen)
  const hidden = hiddenFrom(rule, facts, views) ?? (isAbsence ? unseenSource(rule, facts, views) : undefined)
  if (!hidden) return verdict
  const where = hidden.line === undefined ? hidden.path : `${hidden.path}:${hidden.line}`
  const reason = `${where} could not be read (${hidden.reason}), and it may hold what this rule looks for`
  if (verdict.outcome !== 'fail') return { outcome: 'unknown', reason, evidence: [] }
  const proven = verdict.findings.filter(isSeen)
  return proven.length > 0 ? { ...verdict, findings: proven } : { outcome: 'unknown', reason, evidence: [] }
}

function hiddenFrom(rule: Rule, facts: ProjectFacts, views: Views): Unreadable | undefined {
  const areas = new Set<FactArea>(rule.needs.flatMap((name) => VIEW_AREAS[name]))
  const setting = facts.unreadable.find(
    ({ area, path }) =>
      areas.has(area) && !/^(test|example|documentation|vendored|generated)$/.test(classifyPath(path)),
  )
  if (setting) return setting
  if (!areas.has('sources')) return undefined
  const filter = createTokenFilter([rule.tokens ?? [], rule.needs.flatMap((name) => VIEW_TOKENS[name] ?? [])].flat())
  const source = facts.sources.failures().find(({ path }) => {
    if (!views.program.modules.has(path) || classifyPath(path) === 'generated') return false
    const skim = facts.sources.skim(path)
    return skim !== undefined && filter.matches(skim.specifiers, facts.sources.text(path) ?? '')
  })
  return source && { area: 'sources', ...source }
}

/** A loaded source of which not even a word is known: what was found nowhere may be there. */
function unseenSource(rule: Rule, { sources }: ProjectFacts, views: Views): Unreadable | undefined {
  if (!rule.needs.some((name) => VIEW_AREAS[name].includes('sources'))) return undefined
  const source = sources.failures().find(({ path }) => views.program.modules.has(path) && !sources.skim(path))
  return source && { area: 'sources', ...source }
}

function isSeen({ evidence }: FindingDraft): boolean {
  return evidence.some(({ kind }) => kind !== 'absence')
}

function toResult(rule: Rule, { verdict, live, overrides }: JoinedVerdict, directory: string): RuleResult {
  const { outcome } = verdict
  const findings =
    outcome === 'fail'
      ? numberEquals(uniqueFindings(verdict.findings.map((draft) => toFinding(rule, draft, directory))))
      : []
  return {
    ...describe(rule),
    ...(live && (outcome === 'pass' || outcome === 'fail') && { confidence: 'proven' as const }),
    outcome,
    ...('reason' in verdict && { reason: verdict.reason }),
    ...('unasked' in verdict && { unasked: verdict.unasked }),
    severity: worst(findings) ?? rule.severity,
    findings,
    evidence: outcome === 'pass' || outcome === 'unknown' ? verdict.evidence : [],
    passed: outcome === 'pass' || outcome === 'fail' ? verdict.passed : 0,
    ...(overrides && { overrides }),
  }
}

/** A rule that fails only in places that are less grave counts as that. */
function worst(findings: readonly Finding[]): Severity | undefined {
  return (['critical', 'warning', 'info'] as const).find((severity) =>
    findings.some((finding) => finding.severity === severity),
  )
}

function errorResult(rule: Rule, error: Error): RuleResult {
  return {
    ...describe(rule),
    outcome: 'error',
    reason: `the rule failed: ${error.message}`,
    findings: [],
    evidence: [],
    passed: 0,
  }
}

function describe(rule: Rule): Pick<RuleResult, 'rule' | 'title' | 'category' | 'severity' | 'confidence' | 'points'> {
  const { id, title, severity, confidence } = rule
  return { rule: id, title, category: categoryOfRule(rule), severity, confidence, points: 0 }
}

function toFinding(rule: Rule, { message, evidence, severity, key }: FindingDraft, directory: string): Finding {
  const place = evidence.find(({ file }) => file !== undefined)
  return {
    message,
    severity: severity ?? rule.severity,
    points: 0,
    ...(place?.file && { file: place.file }),
    ...(place?.line && { line: place.line }),
    ...(place?.column && { column: place.column }),
    evidence,
    fingerprint: fingerprint([
      rule.id,
      place?.file ?? directory,
      place?.symbol ?? '',
      key ?? (place?.snippet === undefined ? message : normalizeSnippet(place.snippet)),
    ]),
  }
}

/** The same place is one finding, however many paths lead to it. */
function uniqueFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ file, line, column, message, evidence }) => {
    const isPlaced = file !== undefined && !evidence.some(({ kind }) => kind === 'probe')
    const key = `${file}:${line}:${column}:${isPlaced ? '' : message}`
    return !seen.has(key) && seen.add(key)
  })
}
