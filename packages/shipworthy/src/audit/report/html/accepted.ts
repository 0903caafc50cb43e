import type { SuppressedFinding } from '../../model/outcome.ts'
import type { Suppression } from '../../model/suppression.ts'
import type { Digest } from '../digest-report.ts'
import { describeTerms } from '../describe-suppression.ts'
import { formatPlace, plural } from '../format.ts'
import { markup, prose, type Markup } from './markup.ts'
import { section } from './section.ts'

/** What somebody decided to live with, and what became of each decision. */
export function accepted({ report }: Digest): Markup | undefined {
  const { suppressions, baseline, results } = report
  if (suppressions.length === 0 && !baseline) return undefined
  const found = results.flatMap(({ rule, suppressed = [] }) => suppressed.map((finding) => ({ rule, finding })))
  return section('accepted', {
    title: 'Accepted',
    note: 'Suppressed findings count for nothing. Those in the baseline score, and no gate looks at them.',
    body: markup`${
      baseline
        ? markup`<p>Baseline: ${plural(baseline.known, 'finding')} known, ${baseline.new} new, ${baseline.gone} cured.</p>`
        : undefined
    }${suppressions.length === 0 ? undefined : list(suppressions, found)}`,
  })
}

type Found = { rule: string; finding: SuppressedFinding }

function list(suppressions: readonly Suppression[], found: readonly Found[]): Markup {
  return markup`<ul class="unreadable">${suppressions.map((entry) =>
    item(
      entry,
      found.filter((one) => isOf(one, entry)).map(({ finding }) => finding),
    ),
  )}</ul>`
}

function isOf({ rule, finding }: Found, entry: Suppression): boolean {
  const { file, line } = finding.suppression
  return rule === entry.rule && file === entry.file && line === entry.line
}

function item(entry: Suppression, findings: readonly SuppressedFinding[]): Markup {
  const { rule, problem, reason } = entry
  return markup`<li><code class="place">${rule || 'no rule'}</code> <span>${describeTerms(entry)}</span>${
    problem ? markup`<p class="message">${prose(problem)}</p>` : undefined
  }${reason ? markup`<p>${reason}</p>` : undefined}${findings.map(
    (finding) => markup`<p><span>${finding.message} ${formatPlace(finding) ?? ''}</span></p>`,
  )}</li>`
}
