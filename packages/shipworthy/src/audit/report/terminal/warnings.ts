import type { RuleResult } from '../../model/outcome.ts'
import { formatPoints, plural } from '../format.ts'
import { compactList } from './compact-list.ts'
import { line, span, type Line } from './line.ts'
import { listPlaces } from './list-places.ts'
import { heading, paragraph, type Section } from './section.ts'
import { visibleWidth } from './width.ts'

const INDENT = 11
/** Beyond these, a list of names: what brings fewest points need not fill the screen. */
const IN_FULL = 15

/** One entry per rule, most points first. */
export const warnings: Section = ({ warnings: results }, width) => {
  if (results.length === 0) return []
  const rest = results.slice(IN_FULL)
  return [
    heading('Warnings', `${plural(results.length, 'rule')}, most points first`),
    ...results.slice(0, IN_FULL).flatMap((result) => warningLines(result, width)),
    ...(rest.length > 0 ? compactList(`… and ${rest.length} more:`, ruleNames(rest), width) : []),
  ]
}

/** Names only: worth knowing, and nothing that has to be done now. */
export const infos: Section = ({ infos: results }, width) =>
  results.length === 0
    ? []
    : [heading('Infos', plural(results.length, 'rule')), ...compactList('', ruleNames(results), width)]

function ruleNames(results: readonly RuleResult[]): string[] {
  return results.map(({ rule, findings }) => (findings.length > 1 ? `${rule} ×${findings.length}` : rule))
}

function warningLines({ title, rule, points, confidence, findings }: RuleResult, width: number): Line[] {
  const [first = [], ...others] = paragraph(title, { width, indent: INDENT })
  const name = confidence === 'heuristic' ? `${rule} (heuristic)` : rule
  const places = listPlaces(findings, width - INDENT - visibleWidth(name) - 3)
  return [
    line('  ', span('! ', 'yellow'), span(`${formatPoints(points).padStart(5)}  `, 'grey'), ...first.slice(1)),
    ...others,
    line(' '.repeat(INDENT), span(name, 'grey'), span(places ? ` · ${places}` : '', 'blue')),
  ]
}
