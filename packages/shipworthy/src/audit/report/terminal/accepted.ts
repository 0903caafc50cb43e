import type { BaselineSummary } from '../../model/report.ts'
import type { Suppression } from '../../model/suppression.ts'
import { describeTerms } from '../describe-suppression.ts'
import { plural } from '../format.ts'
import { line, span, type Line } from './line.ts'
import { heading, paragraph, type Section } from './section.ts'

const STATES: readonly Suppression['state'][] = ['expired', 'refused', 'stale', 'active']

/** What somebody decided to live with: decisions that need attention first, then those in force, then the baseline. */
export const accepted: Section = ({ report: { suppressions, baseline } }, width) => {
  if (suppressions.length === 0 && !baseline) return []
  const sorted = suppressions.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
  return [
    heading('Accepted', suppressions.length > 0 ? plural(suppressions.length, 'suppression') : undefined),
    ...sorted.flatMap((entry) => suppressionLines(entry, width)),
    ...(baseline ? paragraph(baselineText(baseline), { width, indent: 2 }) : []),
  ]
}

function suppressionLines(entry: Suppression, width: number): Line[] {
  const { rule, reason, problem } = entry
  const name = rule || 'no rule'
  return [
    line(
      '  ',
      problem ? span('! ', 'yellow') : span('· ', 'grey'),
      span(name, 'bold'),
      span(` · ${describeTerms(entry)}`, 'grey'),
    ),
    ...(problem ? paragraph(problem, { width, indent: 4, styles: ['yellow'] }) : []),
    ...(reason ? paragraph(reason, { width, indent: 4, styles: ['grey'] }) : []),
  ]
}

function baselineText({ known, new: fresh, gone }: BaselineSummary): string {
  const counts = `Baseline: ${plural(known, 'finding')} known, ${fresh} new`
  return gone === 0 ? counts : `${counts}; ${gone} cured, let go of them with \`shipworthy baseline update\``
}
