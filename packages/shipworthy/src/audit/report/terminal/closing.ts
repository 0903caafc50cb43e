import type { Digest } from '../digest-report.ts'
import { describeSize } from '../describe-size.ts'
import { describeUnasked } from '../describe-unasked.ts'
import { formatDuration, plural } from '../format.ts'
import { line, span, type Line } from './line.ts'
import { paragraph, type Section } from './section.ts'
import { visibleWidth } from './width.ts'

/** Counts, size and time, and where to read on. */
export const closing: Section = (digest, width) => [
  ...paragraph(counts(digest), { width, indent: 0, styles: ['grey'] }),
  ...paragraph(size(digest), { width, indent: 0, styles: ['grey'] }),
  hint(`shipworthy explain ${exampleRule(digest)}`, width),
]

function counts({ criticals, warnings, infos, passed, unknown, notApplicable, unasked }: Digest): string {
  const failed = criticals.length + warnings.length + infos.length
  const counted = `${plural(passed.length, 'rule')} passed, ${failed} failed, ${unknown.length} unknown, ${notApplicable.length} n/a`
  const [first] = unasked
  return first ? `${counted}; ${describeUnasked(unasked)}` : counted
}

function size({ report }: Digest): string {
  const { durationMs, tool } = report
  const read = describeSize(report).join(', ')
  return `${read} in ${formatDuration(durationMs)} · shipworthy ${tool.version} (${tool.ruleset})`
}

function exampleRule({ criticals, warnings, infos }: Digest): string {
  return [...criticals, ...warnings, ...infos][0]?.rule ?? '<rule>'
}

function hint(command: string, width: number): Line {
  const note = '  why it matters and how to cure it'
  return line(span(command, 'bold'), span(visibleWidth(command + note) <= width ? note : '', 'grey'))
}
