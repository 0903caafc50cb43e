import type { RuleResult } from '../../model/outcome.ts'
import type { Digest } from '../digest-report.ts'
import { formatPlace, formatPoints, plural } from '../format.ts'
import { shortened } from './shorten.ts'

const MAX_ROWS = 60

/** Warnings, those that bring most points first. */
export function warningTable({ warnings, findings }: Digest): string[] {
  return table(`Warnings · ${plural(findings.warning, 'finding')}`, warnings)
}

export function infoTable({ infos, findings }: Digest): string[] {
  return table(`Infos · ${plural(findings.info, 'finding')}`, infos)
}

function table(title: string, results: readonly RuleResult[]): string[] {
  if (results.length === 0) return []
  const hidden = results.length - MAX_ROWS
  const rows = results.slice(0, MAX_ROWS).map(row)
  return [
    `### ${title}`,
    ['| Finding | Where | Points |', '| --- | --- | ---: |', ...rows].join('\n'),
    ...(hidden > 0 ? [`… and ${plural(hidden, 'more rule')}`] : []),
  ]
}

function row({ title, rule, findings, points }: RuleResult): string {
  const [first] = findings
  const place = first && formatPlace(first)
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : ''
  const where = place ? `${shortened.code(place)}${more}` : findings.length > 1 ? `${findings.length} places` : ''
  return `| ${shortened.text(title)}<br>${shortened.code(rule)} | ${where} | ${formatPoints(points)} |`
}
