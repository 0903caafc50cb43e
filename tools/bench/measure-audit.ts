// Child of the benchmark: one audit, step by step.  node measure-audit.ts <dir>
import { buildReport } from '../../packages/shipworthy/src/audit/build-report.ts'
import { createViews, VIEW_AREAS, type ViewName } from '../../packages/shipworthy/src/audit/derive/views.ts'
import type { ProjectFacts } from '../../packages/shipworthy/src/audit/facts/project-facts.ts'
import { diskReader } from '../../packages/shipworthy/src/audit/gather/project/disk-reader.ts'
import { gatherProject } from '../../packages/shipworthy/src/audit/gather/project/gather-project.ts'
import { renderTerminal } from '../../packages/shipworthy/src/audit/report/terminal.ts'
import { RULES } from '../../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { runRules } from '../../packages/shipworthy/src/audit/rules/run-rules.ts'
import { tokenFilter } from '../../packages/shipworthy/src/audit/run-audit.ts'
import { timed, type AuditMeasurement, type Spans } from './measurement.ts'

const VIEW_NAMES = Object.keys(VIEW_AREAS) as ViewName[]

process.stdout.write(JSON.stringify(measureAudit(process.argv[2] ?? '.')))

/** The line of `runAudit`, with a clock between its steps; sources are parsed while views are derived. */
function measureAudit(dir: string): AuditMeasurement {
  const spans: Spans = {}
  const reader = timed(spans, 'walk', () => diskReader(dir))
  const facts = timed(spans, 'read and filter', () => gatherProject(reader, { filter: tokenFilter(RULES) }))
  const parsing: Spans = {}
  const views = createViews(withTimedParse(facts, parsing))
  timed(spans, 'derive', () => VIEW_NAMES.forEach((name) => views[name]))
  const results = timed(spans, 'rules', () => runRules(RULES, views, facts))
  timed(spans, 'report', () => {
    const report = buildReport({ rules: RULES, results, views, facts, options: {}, durationMs: 0 })
    renderTerminal(report, { color: false, width: 100 })
  })
  const parsed = facts.sources.parsed().map(({ path }) => path)
  return {
    spans: apart(spans, parsing['parse'] ?? 0),
    files: facts.files.length,
    sources: [...facts.sources.paths],
    parsed,
  }
}

/** Parsing happens inside derive, or inside the first rule that asks; it is shown by itself. */
function apart({ derive = 0, ...others }: Spans, parse: number): Spans {
  const { walk = 0, 'read and filter': read = 0, rules = 0, report = 0 } = others
  return { walk, 'read and filter': read, parse, derive: Math.max(0, derive - parse), rules, report }
}

function withTimedParse(facts: ProjectFacts, spans: Spans): ProjectFacts {
  const { parse } = facts.sources
  return { ...facts, sources: { ...facts.sources, parse: (path) => timed(spans, 'parse', () => parse(path)) } }
}
