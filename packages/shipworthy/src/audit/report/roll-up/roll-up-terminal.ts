import type { RuleResult } from '../../model/outcome.ts'
import type { Grade } from '../../model/report.ts'
import type { RollUp } from '../../model/roll-up.ts'
import { describeRange } from '../describe-range.ts'
import type { Digest } from '../digest-report.ts'
import { formatDuration, formatPercent, formatPoints, plural } from '../format.ts'
import { line, paintLine, span, type Line, type Style } from '../terminal/line.ts'
import { listPlaces } from '../terminal/list-places.ts'
import { heading, paragraph } from '../terminal/section.ts'
import { padEnd, truncateMiddle, visibleWidth } from '../terminal/width.ts'
import { digestRollUp, gradeText, type RollUpDigest, type ServiceDigest } from './digest-roll-up.ts'

const GRADE_STYLES: Record<Grade, Style> = { EXCELLENT: 'green', GOOD: 'green', FAIR: 'yellow', POOR: 'red' }
/** Beyond these, the report of the service itself. */
const CRITICALS = 5
const WARNINGS = 3
const INDENT = 11
const MIN_WIDTH = 40

export interface RollUpTerminalOptions {
  color: boolean
  /** Cells per line; nothing is wider. */
  width: number
  /** Only the headline and the gates that failed. */
  quiet?: boolean
}

/**
 * A roll-up for a terminal: a table of the services, what matters most of each, and the gates of the worst.
 *
 * @example
 * process.stdout.write(renderRollUpTerminal(rollUp, { color: false, width: 100 }))
 */
export function renderRollUpTerminal(rollUp: RollUp, { color, width, quiet = false }: RollUpTerminalOptions): string {
  const digest = digestRollUp(rollUp)
  const room = Math.max(MIN_WIDTH, width)
  const sections = quiet
    ? [[...headline(digest).slice(0, 1), ...gateLines(digest.rollUp.gates.filter(({ passed }) => !passed))]]
    : [
        headline(digest),
        table(digest, room),
        ...digest.services.map((service) => serviceLines(service, room)),
        [heading('Gates'), ...gateLines(digest.rollUp.gates)],
        closing(digest, room),
      ]
  return sections
    .map((lines) => lines.map((parts) => `${paintLine(parts, { color, width: room })}\n`).join(''))
    .join('\n')
}

function headline({ rollUp, services, worst }: RollUpDigest): Line[] {
  const which = ` · the worst of ${services.length} services: ${worst.name}`
  return [line(span('Shipworthy ', 'bold'), grade(worst.digest), which), line(span(rollUp.target.name, 'grey'))]
}

function grade(digest: Digest): ReturnType<typeof span> {
  return span(gradeText(digest), 'bold', digest.isRated ? GRADE_STYLES[digest.report.score.grade] : 'yellow')
}

/** Columns as wide as what stands in them. */
function table({ services }: RollUpDigest, width: number): Line[] {
  const rows = services.map((service) => cells(service))
  const widths = HEADINGS.map((title, column) =>
    Math.max(visibleWidth(title), ...rows.map((row) => visibleWidth(row[column]!))),
  )
  fitColumns(widths, width - 2)
  const row = (texts: readonly string[]): string[] =>
    texts.map((text, column) => padEnd(truncateMiddle(text, widths[column]!), widths[column]! + 2))
  return [
    heading('Services'),
    line('  ', span(row(HEADINGS).join('').trimEnd(), 'grey')),
    ...services.map(({ digest }, index) => {
      const [name, score, ...rest] = row(rows[index]!)
      const style = digest.isRated ? GRADE_STYLES[digest.report.score.grade] : 'yellow'
      return line('  ', span(name!, 'bold'), span(score!, style), rest.join('').trimEnd())
    }),
  ]
}

/** Where there is no room the folder gives way first, then the name. */
function fitColumns(widths: number[], room: number): void {
  for (const [column, least] of [
    [widths.length - 1, 12],
    [0, 8],
  ] as const) {
    const excess = widths.reduce((sum, cell) => sum + cell + 2, -2) - room
    if (excess > 0) widths[column] = Math.max(Math.min(least, widths[column]!), widths[column]! - excess)
  }
}

const HEADINGS = ['Service', 'Score', 'Verified', 'Could be', 'Critical', 'Warnings', 'Folder']

function cells({ name, directory, digest }: ServiceDigest): string[] {
  const { isRated, findings, warnings, report } = digest
  return [
    name,
    gradeText(digest),
    isRated ? formatPercent(report.score.coverage) : '–',
    (isRated && describeRange(report.score)?.replace(' before caps', '')) || '–',
    String(findings.critical),
    String(warnings.length),
    directory,
  ]
}

function serviceLines({ name, digest }: ServiceDigest, width: number): Line[] {
  const { criticals, warnings } = digest
  const shown = [...criticals.slice(0, CRITICALS), ...warnings.slice(0, WARNINGS)]
  const hidden = criticals.length + warnings.length - shown.length
  const more = hidden > 0 ? [line(' '.repeat(INDENT), span(`… and ${plural(hidden, 'more rule')}`, 'grey'))] : []
  return [
    line(span(name, 'bold'), ' · ', grade(digest)),
    ...shown.flatMap((result) => resultLines(result, width)),
    ...more,
    ...(shown.length === 0 ? [line('  ', span('no critical finding and no warning', 'green'))] : []),
  ]
}

function resultLines({ title, rule, points, severity, findings }: RuleResult, width: number): Line[] {
  const isCritical = severity === 'critical'
  const [first = [], ...others] = paragraph(title, { width, indent: INDENT, styles: isCritical ? ['bold'] : [] })
  const places = listPlaces(findings, width - INDENT - visibleWidth(rule) - 3)
  return [
    line(
      '  ',
      isCritical ? span('✗ ', 'red') : span('! ', 'yellow'),
      span(`${formatPoints(points).padStart(5)}  `, 'grey'),
      ...first.slice(1),
    ),
    ...others,
    line(' '.repeat(INDENT), span(rule, 'grey'), span(places ? ` · ${places}` : '', 'blue')),
  ]
}

function gateLines(gates: RollUp['gates']): Line[] {
  return gates.map(({ name, passed, detail }) =>
    line('  ', passed ? span('✓ passed', 'green') : span('✗ failed', 'red'), `  ${name}: ${detail}`),
  )
}

function closing({ rollUp, worst }: RollUpDigest, width: number): Line[] {
  const { target, durationMs, tool, baseline } = rollUp
  const size = `${plural(target.files, 'file')}, ${plural(target.sources, 'source')}, ${plural(target.lines, 'line')}`
  const known = baseline
    ? `Baseline: ${plural(baseline.known, 'finding')} known, ${baseline.new} new, ${baseline.gone} cured`
    : undefined
  return [
    ...(known ? paragraph(known, { width, indent: 0, styles: ['grey'] }) : []),
    ...paragraph(`${size} in ${formatDuration(durationMs)} · shipworthy ${tool.version} (${tool.ruleset})`, {
      width,
      indent: 0,
      styles: ['grey'],
    }),
    line(
      span(`shipworthy check --service ${worst.name}`, 'bold'),
      span('  everything about one of them, with cures', 'grey'),
    ),
    line(span('shipworthy check --whole', 'bold'), span('  the project as one', 'grey')),
  ]
}
