import type { Digest } from '../digest-report.ts'
import { formatDuration, plural } from '../format.ts'
import { line, span } from './line.ts'
import { paragraph, type Section } from './section.ts'

/** Counts, size and time, and where to read on. */
export const closing: Section = (digest, width) => [
  ...paragraph(counts(digest), { width, indent: 0, styles: ['grey'] }),
  ...paragraph(size(digest), { width, indent: 0, styles: ['grey'] }),
  line(span('shipworthy explain ', 'bold'), span(exampleRule(digest), 'bold'), span('  why it matters and how to cure it', 'grey')),
]

function counts({ criticals, warnings, infos, passed, unknown, notApplicable }: Digest): string {
  const failed = criticals.length + warnings.length + infos.length
  return `${plural(passed.length, 'rule')} passed, ${failed} failed, ${unknown.length} unknown, ${notApplicable.length} n/a`
}

function size({ report: { target, durationMs, tool } }: Digest): string {
  const read = `${plural(target.files, 'file')}, ${plural(target.sources, 'source')}, ${plural(target.lines, 'line')}`
  return `${read} in ${formatDuration(durationMs)} · shipworthy ${tool.version} (${tool.ruleset})`
}

function exampleRule({ criticals, warnings, infos }: Digest): string {
  return [...criticals, ...warnings, ...infos][0]?.rule ?? '<rule>'
}
