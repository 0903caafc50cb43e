import type { RuleResult } from '../../model/outcome.ts'
import { formatPlace, formatPoints, plural } from '../format.ts'
import { compactList } from './compact-list.ts'
import { line, span, type Line } from './line.ts'
import { heading, type Section } from './section.ts'
import { truncateMiddle, visibleWidth } from './width.ts'

const PLACES = 3
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
  const gain = formatPoints(points).padStart(5)
  const guess = confidence === 'heuristic' ? ' (heuristic)' : ''
  const room = width - 10
  return [
    line('  ', span('! ', 'yellow'), span(`${gain}  `, 'grey'), title),
    line(' '.repeat(10), span(`${rule}${guess}`, 'grey'), span(placesOf(findings, room - visibleWidth(rule + guess)), 'blue')),
  ]
}

function placesOf(findings: RuleResult['findings'], room: number): string {
  const places = [...new Set(findings.flatMap((finding) => formatPlace(finding) ?? []))]
  if (places.length === 0) return ''
  const shown = places.slice(0, PLACES)
  const more = findings.length - shown.length
  const ending = more > 0 ? ` … and ${more} more` : ''
  const each = Math.max(12, Math.floor((room - 3 - ending.length) / shown.length) - 2)
  return ` · ${shown.map((place) => truncateMiddle(place, each)).join(', ')}${ending}`
}
