import { describeRange } from '../describe-range.ts'
import { describeSize } from '../describe-size.ts'
import { describeRoute } from '../describe-route.ts'
import { describeCaps, describeVerdict } from '../describe-verdict.ts'
import type { Digest } from '../digest-report.ts'
import { EFFORTS, formatDate, formatDuration, formatPercent, formatPoints, plural } from '../format.ts'
import { shortened } from './shorten.ts'

/** The sentence to take away, the score and what holds it down, and the gates. */
export function verdictBlocks(digest: Digest): string[] {
  const { report } = digest
  const blocks = [
    `## ${shortened.text(describeVerdict(digest))}`,
    `${shortened.code(report.target.name)} · ${scoreLine(digest)}`,
  ]
  const caps = describeCaps(digest).map((text) => `- ${shortened.text(text)}`)
  const gates = report.gates.map(
    ({ name, passed, detail }) =>
      `- ${passed ? '✓ passed' : '✗ failed'} ${shortened.code(name)}: ${shortened.text(detail)}`,
  )
  const examined = (report.live?.targets ?? []).map(
    ({ part, name, state, reason = '' }) =>
      `- examined ${shortened.text(part)}: ${shortened.code(name)}${state === 'silent' ? ` gave nothing: ${shortened.text(reason)}` : ''}`,
  )
  const list = [...caps, ...gates, ...examined]
  return list.length === 0 ? blocks : [...blocks, list.join('\n')]
}

function scoreLine({ isRated, report: { score } }: Digest): string {
  if (!isRated) return 'not rated'
  const range = describeRange(score)
  const parts = [`**${score.value} ${score.grade}**`, `verified ${formatPercent(score.coverage)}`]
  return [...parts, ...(range ? [`could be ${range}`] : [])].join(' · ')
}

/** The way to the next grade, and what was looked at. */
export function closingBlocks(digest: Digest): string[] {
  const { report, passed, notApplicable } = digest
  const { tool, route } = report
  const steps = (route?.steps ?? []).map(
    ({ title, rule, effort, points }, index) =>
      `${index + 1}. ${shortened.text(title)} (${shortened.code(rule)}, ${EFFORTS[effort]}, ${formatPoints(points)})`,
  )
  const counts = `${plural(passed.length, 'rule')} passed, ${notApplicable.length} do not apply`
  const size = `${describeSize(report)[0]} in ${formatDuration(report.durationMs)}`
  const made = `shipworthy ${shortened.text(tool.version)}, ${shortened.text(formatDate(report.date))}`
  return [
    ...(steps.length > 0 ? [`### ${shortened.text(describeRoute(digest))}`, steps.slice(0, 20).join('\n')] : []),
    `<sub>${counts} · ${size} · ${made}</sub>`,
  ]
}
