import type { Evidence, Finding, RuleResult } from '../../model/outcome.ts'
import type { Remedy } from '../../model/report.ts'
import type { Digest } from '../digest-report.ts'
import { describeOverride } from '../describe-override.ts'
import { EFFORTS, formatPlace, formatPoints, plural, remedyTarget } from '../format.ts'
import { rankRemedies } from '../rank-remedies.ts'
import { line, span, type Line } from './line.ts'
import { paragraph, type Section } from './section.ts'
import { truncateMiddle } from './width.ts'

const PLACES = 3
const EVIDENCE = 3
const CODE_LINES = 8

/** What blocks the deploy: every critical with its evidence and the remedy that fits. */
export const criticals: Section = (digest, width) => {
  if (digest.criticals.length === 0) return []
  return [
    line(span('Critical', 'bold', 'red'), span(` · ${plural(digest.findings.critical, 'finding')}`, 'grey')),
    ...digest.criticals.flatMap((result) => criticalLines(result, digest, width)),
  ]
}

function criticalLines(result: RuleResult, { report }: Digest, width: number): Line[] {
  const shown = result.findings.slice(0, PLACES)
  const hidden = result.findings.length - shown.length
  const [remedy] = rankRemedies(result, report)
  const [title = [], ...others] = paragraph(result.title, { width, indent: 4, styles: ['bold'] })
  return [
    line('  ', span('✗ ', 'red'), ...title.slice(1)),
    ...others,
    line('    ', span(`${result.rule} · ${formatPoints(result.points)} points`, 'grey')),
    ...shown.flatMap((finding) => findingLines(finding, width)),
    ...(result.overrides ? paragraph(describeOverride(result.overrides), { width, indent: 4, styles: ['grey'] }) : []),
    ...(hidden > 0 ? [line('    ', span(`… and ${plural(hidden, 'more place', 'more places')}`, 'grey'))] : []),
    ...(remedy ? remedyLines(remedy, width) : []),
  ]
}

function findingLines({ message, evidence, baselined }: Finding, width: number): Line[] {
  return [
    ...paragraph(baselined ? `${message} (in the baseline)` : message, { width, indent: 4 }),
    ...evidence.slice(0, EVIDENCE).flatMap((item) => evidenceLines(item, width)),
  ]
}

function evidenceLines({ file, line: at, symbol, snippet, note }: Evidence, width: number): Line[] {
  const place = formatPlace({ ...(file !== undefined && { file }), ...(at !== undefined && { line: at }) })
  const inside = symbol ? ` in ${symbol}` : ''
  return [
    ...(place ? [line('      ', span(truncateMiddle(place + inside, width - 6), 'blue'))] : []),
    ...(snippet ? [line('      │ ', snippet)] : []),
    ...(note ? paragraph(note, { width, indent: 6, styles: ['grey'] }) : []),
  ]
}

function remedyLines({ for: target, effort, text, code }: Remedy, width: number): Line[] {
  const where = target === 'any' ? '' : ` (${remedyTarget(target)})`
  const lines = code?.split('\n') ?? []
  return [
    ...paragraph(`Cure${where}, ${EFFORTS[effort]}: ${text}`, { width, indent: 4, styles: ['green'] }),
    ...lines.slice(0, CODE_LINES).map((row) => line('      │ ', row)),
    ...(lines.length > CODE_LINES ? [line('      │ ', span('…', 'grey'))] : []),
  ]
}
