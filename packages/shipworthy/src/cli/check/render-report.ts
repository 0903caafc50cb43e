import { digestReport } from '../../audit/report/digest-report.ts'
import { gates } from '../../audit/report/terminal/gates.ts'
import { headline } from '../../audit/report/terminal/headline.ts'
import { line, paintLine, span, type Line } from '../../audit/report/terminal/line.ts'
import { heading, paragraph } from '../../audit/report/terminal/section.ts'
import type { Report } from '../../audit/model/report.ts'
import { cleanText } from '../../audit/report/text.ts'
import type { Format } from '../formats.ts'
import type { Screen } from '../screen-for.ts'
import { switchedOffIn } from './switch-off-rules.ts'

export interface Rendering {
  format: Format
  screen: Screen
  /** Of the terminal format only the verdict and the gates that failed. */
  quiet: boolean
  /** The audited folder as seen from the root of its repository. */
  folder: string
}

/** The report in a format; each renderer is loaded only when it is asked for. */
export async function renderReport(report: Report, { format, screen, quiet, folder }: Rendering): Promise<string> {
  if (format === 'json') return (await import('../../audit/report/json.ts')).renderJson(report)
  if (format === 'html') return (await import('../../audit/report/html.ts')).renderHtml(report)
  if (format === 'sarif') return (await import('../../audit/report/sarif.ts')).renderSarif(report, { folder })
  if (format === 'junit') return (await import('../../audit/report/junit.ts')).renderJunit(report)
  if (format === 'markdown') return (await import('../../audit/report/markdown.ts')).renderMarkdown(report)
  if (format === 'badge') return (await import('../../audit/report/badge.ts')).renderBadge(report)
  if (quiet) return paint(verdictLines(report, screen.width), screen)
  const { renderTerminal } = await import('../../audit/report/terminal.ts')
  return renderTerminal(report, screen) + paint(switchedOffLines(report, screen.width), screen)
}

/** The verdict and what stops the deploy. */
function verdictLines(report: Report, width: number): Line[] {
  const digest = digestReport(report)
  const failing = { ...digest, report: { ...digest.report, gates: digest.failedGates } }
  return [...headline(digest, width).slice(0, 1), ...gates(failing, width).slice(1)]
}

/** A rule that somebody switched off is not one that does not apply: the reader should see it. */
function switchedOffLines(report: Report, width: number): Line[] {
  const off = switchedOffIn(report)
  if (off.length === 0) return []
  return [
    line(''),
    heading('Switched off', off.length === 1 ? '1 rule' : `${off.length} rules`),
    ...off.flatMap(({ rule, reason }) => [
      line('  ', span(rule, 'bold')),
      ...paragraph(cleanText(reason), { width, indent: 4, styles: ['grey'] }),
    ]),
  ]
}

function paint(lines: readonly Line[], screen: Screen): string {
  return lines.map((parts) => `${paintLine(parts, screen)}\n`).join('')
}
