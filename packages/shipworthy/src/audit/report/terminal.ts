import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { accepted } from './terminal/accepted.ts'
import { categories } from './terminal/categories.ts'
import { closing } from './terminal/closing.ts'
import { criticals } from './terminal/criticals.ts'
import { examined } from './terminal/examined.ts'
import { gates } from './terminal/gates.ts'
import { headline } from './terminal/headline.ts'
import { paintLine } from './terminal/line.ts'
import { profile } from './terminal/profile.ts'
import { route } from './terminal/route.ts'
import type { Section } from './terminal/section.ts'
import { unknowns } from './terminal/unknowns.ts'
import { infos, warnings } from './terminal/warnings.ts'

export interface TerminalOptions {
  color: boolean
  /** Cells per line; nothing is wider. */
  width: number
  /** Only the headline, what blocks the deploy, and the gates. */
  quiet?: boolean
}

const SECTIONS: readonly Section[] = [
  headline,
  examined,
  profile,
  criticals,
  warnings,
  infos,
  unknowns,
  accepted,
  categories,
  gates,
  route,
  closing,
]
const QUIET_SECTIONS: readonly Section[] = [headline, criticals, gates]

/** Below this, shortening would leave nothing to read. */
const MIN_WIDTH = 40

/**
 * The report for a terminal. All that it says it says without colour too, and no text of the project reaches the terminal
 * with a control character in it.
 *
 * @example
 * process.stdout.write(renderTerminal(report, { color: process.stdout.isTTY, width: process.stdout.columns ?? 100 }))
 */
export function renderTerminal(report: Report, { color, width, quiet = false }: TerminalOptions): string {
  const digest = digestReport(report)
  const room = Math.max(MIN_WIDTH, width)
  const sections = (quiet ? QUIET_SECTIONS : SECTIONS).map((section) => section(digest, room))
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((parts) => `${paintLine(parts, { color, width: room })}\n`).join(''))
    .join('\n')
}
