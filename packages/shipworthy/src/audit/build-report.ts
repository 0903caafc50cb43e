import type { Views } from './derive/views.ts'
import type { ProjectFacts } from './facts/project-facts.ts'
import { CATEGORIES, SEED_CATEGORIES } from './model/categories.ts'
import type { RuleResult } from './model/outcome.ts'
import type { BaselineSummary, Report, RuleInfo } from './model/report.ts'
import type { Suppression } from './model/suppression.ts'
import { judgeGates, type GateOptions } from './score/gates.ts'
import { withPoints } from './score/points.ts'
import { cheapestRoute } from './score/route.ts'
import { scoreOf } from './score/score.ts'
import { describeProject } from './derive/profile.ts'
import { categoryOfRule, type Rule } from './rules/rule.ts'
import { VERSION } from '../version.ts'
import { summarizeLive } from './facts/live/summarize-live.ts'

export interface ReportInput {
  rules: readonly Rule[]
  results: readonly RuleResult[]
  suppressions?: Suppression[]
  baseline?: BaselineSummary | undefined
  views: Views
  facts: ProjectFacts
  options: { failOn?: GateOptions['failOn']; minScore?: number; minCoverage?: number; failOnNew?: boolean }
  durationMs: number
}

/** Puts results, score, gates and the way forward into the one record that every format is made from. */
export function buildReport({
  rules,
  results,
  suppressions = [],
  baseline,
  views,
  facts,
  options,
  durationMs,
}: ReportInput): Report {
  const infos = Object.fromEntries(rules.map((rule) => [rule.id, infoOf(rule)]))
  const withGains = withPoints(results, infos)
  const scoring = { sourceless: facts.sourceless === true }
  const score = scoreOf(withGains, scoring)
  const route = cheapestRoute(withGains, infos, scoring)
  const parsed = facts.sources.parsed()
  return {
    version: 1,
    tool: { name: 'shipworthy', version: VERSION, ruleset: `${rules.length} rules` },
    target: {
      name: facts.name,
      files: facts.files.length,
      sources: facts.sources.paths.length,
      lines: parsed.reduce((sum, { lineStarts }) => sum + lineStarts.length, 0),
    },
    ...(facts.live && { live: summarizeLive(facts.live) }),
    date: new Date().toISOString(),
    durationMs,
    profile: describeProject(views),
    score,
    gates: judgeGates(withGains, score, { failOn: 'critical', ...options, hasBaseline: baseline !== undefined }),
    ...(route && { route }),
    unanswered: unanswered(withGains),
    results: withGains,
    rules: infos,
    suppressions,
    ...(baseline && { baseline }),
    unreadable: unreadableFiles(facts),
  }
}

function infoOf(rule: Rule): RuleInfo {
  const { id, catalogue, title, severity, why, remedies, references } = rule
  return {
    id,
    ...(catalogue !== undefined && { catalogue }),
    title,
    category: categoryOfRule(rule),
    severity,
    why,
    remedies: remedies.map((remedy) => ({ ...remedy })),
    references: references.map((reference) => ({ ...reference })),
    ...(catalogue !== undefined && { docs: `docs/rules/${id}.md` }),
  }
}

function unanswered(results: readonly RuleResult[]): Report['unanswered'] {
  return SEED_CATEGORIES.flatMap((category) => {
    const members = results.filter((result) => result.category === category)
    if (members.length === 0)
      return [{ category, reason: `this version has no rule for ${CATEGORIES[category].title.toLowerCase()} yet` }]
    if (members.every(({ outcome }) => outcome === 'unknown' || outcome === 'error'))
      return [{ category, reason: 'nothing could be verified' }]
    return []
  })
}

function unreadableFiles({ unreadable, sources }: ProjectFacts): Report['unreadable'] {
  return [...unreadable, ...sources.failures()].map(({ path, line, reason }) => ({
    file: path,
    ...(line !== undefined && { line }),
    reason,
  }))
}
