import type { Finding, RuleResult, Severity } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { plural } from './format.ts'
import { repositoryPath } from './repository-path.ts'
import { withoutBaselined } from './without-baselined.ts'

export interface AnnotationOptions {
  /** The audited folder as seen from the root of the repository, such as `services/api`. */
  folder?: string
}

/** GitHub shows ten of each kind for one step and drops the rest without a word. */
const MAX_OF_EACH = 10

const COMMANDS: Partial<Record<Severity, 'error' | 'warning'>> = { critical: 'error', warning: 'warning' }

interface Annotated {
  result: RuleResult
  finding: Finding
}

/**
 * The findings as workflow commands of GitHub Actions, which shows them beside the changed lines: the worst first, every
 * rule once before any rule twice. What is left out is counted. Nothing to say is an empty text.
 *
 * @example
 * process.stdout.write(renderAnnotations(report, { folder: 'services/api' }))
 */
export function renderAnnotations(report: Report, { folder = '' }: AnnotationOptions = {}): string {
  const { criticals, warnings, infos } = digestReport(withoutBaselined(report))
  const all = byTurns([...criticals, ...warnings, ...infos])
  const shown = (['critical', 'warning'] as const).flatMap((severity) =>
    all.filter(({ finding }) => finding.severity === severity).slice(0, MAX_OF_EACH),
  )
  const hidden = all.length - shown.length
  const lines = shown.map((item) => annotation(item, folder))
  if (hidden > 0)
    lines.push(`::notice title=Shipworthy::… and ${plural(hidden, 'more finding')}: see the report of shipworthy check`)
  return lines.map((line) => `${line}\n`).join('')
}

/** The first finding of every rule, then the second of every rule that has two, and so on. */
function byTurns(results: readonly RuleResult[]): Annotated[] {
  const turns = results.flatMap((result) => result.findings.map((finding, turn) => ({ result, finding, turn })))
  return turns.toSorted((a, b) => a.turn - b.turn)
}

function annotation({ result, finding }: Annotated, folder: string): string {
  const { file, line, column } = finding
  const path = file === undefined ? undefined : repositoryPath(file, folder)
  const properties = Object.entries({
    file: path,
    line: path === undefined ? undefined : line,
    col: path === undefined || line === undefined ? undefined : column,
    title: result.title || result.rule,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]))
  const message = `${finding.message || result.title} (${result.rule})`
  return `::${COMMANDS[finding.severity] ?? 'notice'} ${properties.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
