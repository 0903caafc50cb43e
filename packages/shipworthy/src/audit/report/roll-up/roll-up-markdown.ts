import type { RollUp } from '../../model/roll-up.ts'
import { describeRange } from '../describe-range.ts'
import { formatDate, formatDuration, formatPercent, plural } from '../format.ts'
import { criticalBlocks } from '../markdown/critical-blocks.ts'
import { warningTable } from '../markdown/finding-table.ts'
import { joinBlocks } from '../markdown/join-blocks.ts'
import { shortened } from '../markdown/shorten.ts'
import { digestRollUp, gradeText, type RollUpDigest, type ServiceDigest } from './digest-roll-up.ts'

/**
 * A roll-up as Markdown: the table of services first, then what blocks each and its warnings, within what a job summary may
 * hold.
 *
 * @example
 * appendFileSync(process.env.GITHUB_STEP_SUMMARY, renderRollUpMarkdown(rollUp))
 */
export function renderRollUpMarkdown(rollUp: RollUp): string {
  const digest = digestRollUp(rollUp)
  return joinBlocks([...overview(digest), ...digest.services.flatMap(serviceBlocks)], [closing(digest)])
}

function overview({ rollUp, services, worst }: RollUpDigest): string[] {
  const failed = rollUp.gates.filter(({ passed }) => !passed).length
  const verdict = failed === 0 ? 'Nothing blocks the deploy' : `${plural(failed, 'gate')} failed`
  const gates = rollUp.gates.map(
    ({ name, passed, detail }) =>
      `- ${passed ? '✓ passed' : '✗ failed'} ${shortened.code(name)}: ${shortened.text(detail)}`,
  )
  return [
    `## ${verdict}: ${services.length} services, the worst is ${shortened.text(worst.name)} with ${gradeText(worst.digest)}`,
    ...(gates.length > 0 ? [gates.join('\n')] : []),
    [
      '| Service | Score | Verified | Could be | Critical | Warnings | Folder |',
      '| --- | --- | ---: | ---: | ---: | ---: | --- |',
      ...services.map(row),
    ].join('\n'),
  ]
}

function row({ name, directory, digest }: ServiceDigest): string {
  const { isRated, report, findings, warnings } = digest
  const cells = [
    shortened.text(name),
    gradeText(digest),
    isRated ? formatPercent(report.score.coverage) : '–',
    (isRated && describeRange(report.score)) || '–',
    String(findings.critical),
    String(warnings.length),
    shortened.code(directory),
  ]
  return `| ${cells.join(' | ')} |`
}

function serviceBlocks({ name, digest }: ServiceDigest): string[] {
  const blocks = [...criticalBlocks(digest), ...warningTable(digest)]
  return blocks.length === 0 ? [] : [`## ${shortened.text(name)} · ${gradeText(digest)}`, ...blocks]
}

function closing({ rollUp: { target, tool, date, durationMs } }: RollUpDigest): string {
  const size = `${plural(target.files, 'file')} in ${formatDuration(durationMs)}`
  return `<sub>${size} · shipworthy ${shortened.text(tool.version)}, ${shortened.text(formatDate(date))}</sub>`
}
