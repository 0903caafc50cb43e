import type { Report } from '../../model/report.ts'
import { formatDate } from '../format.ts'
import { markup, type Markup } from './markup.ts'

const TERMS: readonly (readonly [string, string])[] = [
  ['Score', 'Each rule weighs by its severity, each category by its share. What does not apply takes no part.'],
  ['Verified', 'The share of the applicable weight that passed or failed. Unknown is never counted as either.'],
  ['Could be', 'The score if all that is unknown failed, and if all of it passed; before caps.'],
  ['Caps', 'An open critical holds the score at 59. Less than 80 % verified holds it at 89, less than 50 % at 79.'],
  ['Grades', 'EXCELLENT from 90, GOOD from 80, FAIR from 60, POOR below.'],
  ['Proven', 'A contradiction between files, or a value, that leaves no doubt.'],
  ['Structural', 'Read from syntax trees and parsed settings, in their context.'],
  ['Heuristic', 'A good guess. It counts half and is never critical.'],
  ['Points', 'What the score would gain, before caps, if everything the rule found were cured.'],
]

export function footer({ report: { tool, date, live } }: { report: Pick<Report, 'tool' | 'date' | 'live'> }): Markup {
  return markup`<footer class="footer">
<details><summary>How to read this report</summary><dl>${TERMS.map(
    ([term, text]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`,
  )}</dl></details>
<p>${tool.name} ${tool.version}, ${tool.ruleset}, <time datetime="${date}">${formatDate(date)}</time>. ${live?.targets.some(({ part }) => part === 'process') ? 'Nothing of the project was executed but the command that was given.' : 'Nothing of the project was executed.'}</p>
</footer>
`
}
