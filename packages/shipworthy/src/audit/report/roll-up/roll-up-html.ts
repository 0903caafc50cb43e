import type { RollUp } from '../../model/roll-up.ts'
import { describeRange } from '../describe-range.ts'
import { formatDate, formatDuration, formatPercent, plural } from '../format.ts'
import { accepted } from '../html/accepted.ts'
import { blockers } from '../html/blockers.ts'
import { categories } from '../html/categories.ts'
import { footer } from '../html/footer.ts'
import { htmlDocument } from '../html/html-document.ts'
import { markup, trusted, type Markup } from '../html/markup.ts'
import { LOAD_LINE } from '../html/masthead.ts'
import { profile } from '../html/profile.ts'
import { results } from '../html/results.ts'
import { route } from '../html/route.ts'
import { unreadable } from '../html/unreadable.ts'
import { verdict } from '../html/verdict.ts'
import { digestRollUp, gradeText, type RollUpDigest, type ServiceDigest } from './digest-roll-up.ts'

/**
 * A roll-up as one HTML file: a table of the services, and below it the report of each. It loads nothing and needs no script.
 *
 * @example
 * writeFileSync('shipworthy.html', renderRollUpHtml(rollUp))
 */
export function renderRollUpHtml(rollUp: RollUp): string {
  const digest = digestRollUp(rollUp)
  const { target, tool } = digest.rollUp
  return htmlDocument({
    title: `${target.name}: ${plural(digest.services.length, 'service')}, worst ${gradeText(digest.worst.digest)} · Shipworthy`,
    tool,
    script: '',
    body: markup`${masthead(digest)}
<main id="main">
${overview(digest)}
${digest.services.map((service, index) => serviceBlock(service, index))}
</main>
${footer({ report: digest.rollUp })}`,
  }).html
}

function masthead({ rollUp: { target, date, durationMs }, services }: RollUpDigest): Markup {
  const size = [plural(services.length, 'service'), plural(target.files, 'file'), plural(target.lines, 'line')]
  return markup`<header class="masthead">
<p class="brand">${LOAD_LINE}<span><b>Shipworthy</b> production audit</span></p>
<h1>${target.name}</h1>
<p class="meta"><time datetime="${date}">${formatDate(date)}</time><span>${size.join(', ')}</span><span>read in ${formatDuration(durationMs)}</span></p>
</header>
`
}

function overview({ rollUp, services, worst }: RollUpDigest): Markup {
  const { gates } = rollUp
  const isBlocked = gates.some(({ passed }) => !passed)
  return markup`<section aria-labelledby="overview">
<h2 id="overview">${isBlocked ? 'The deploy is blocked' : 'Nothing blocks the deploy'}: the worst of ${services.length} services is ${worst.name} with ${gradeText(worst.digest)}</h2>
${
  gates.length === 0
    ? undefined
    : markup`<ul class="gates" aria-label="Gates">${gates.map(
        ({ name, passed, detail }) =>
          markup`<li class="${passed ? 'gate-passed' : 'gate-failed'}"><b>Gate ${passed ? 'passed' : 'failed'}</b><span><code>${name}</code> ${detail}</span></li>`,
      )}</ul>`
}
<div class="services-room"><table class="services">
<thead><tr>${HEADINGS.map((text) => markup`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${services.map((service, index) => row(service, index))}</tbody>
</table></div>
</section>
`
}

const HEADINGS = ['Service', 'Score', 'Verified', 'Could be', 'Critical', 'Warnings', 'Folder']

function row({ name, directory, digest }: ServiceDigest, index: number): Markup {
  const { isRated, report, findings, warnings } = digest
  const cells = [
    isRated ? formatPercent(report.score.coverage) : '–',
    (isRated && describeRange(report.score)) || '–',
    findings.critical,
    warnings.length,
  ]
  return markup`<tr${isRated ? markup` class="grade-${report.score.grade.toLowerCase()}"` : undefined}><th scope="row"><a href="#${prefixOf(index)}">${name}</a></th><td>${gradeText(digest)}</td>${cells.map((cell) => markup`<td>${cell}</td>`)}<td><code>${directory}</code></td></tr>`
}

/** The report of one service. It is open when it says what blocks the deploy, or when it is the only way to read on. */
function serviceBlock({ name, directory, digest }: ServiceDigest, index: number): Markup {
  const parts = [
    verdict(digest),
    profile(digest),
    blockers(digest),
    route(digest),
    categories(digest),
    results(digest, { hasFilters: false }),
    accepted(digest),
    unreadable(digest),
  ].filter((part) => part !== undefined)
  return markup`<details class="service" id="${prefixOf(index)}"${digest.criticals.length > 0 ? markup` open` : undefined}>
<summary><h2>${name}</h2> <span>${gradeText(digest)}</span> <code class="place">${directory}</code></summary>
${withOwnIds(markup`${parts}`, prefixOf(index))}
</details>
`
}

function prefixOf(index: number): string {
  return `service-${index + 1}`
}

/** Several reports on one page: each id, and what refers to one, gets the name of its service before it. */
function withOwnIds({ html }: Markup, prefix: string): Markup {
  // A quote in a text is written as an entity, so nothing but an attribute looks like one.
  return trusted(
    html
      .replace(/(\s(?:id|aria-labelledby|aria-describedby|aria-controls|for))="([^"]+)"/g, `$1="${prefix}-$2"`)
      .replace(/(\shref)="#([^"]+)"/g, `$1="#${prefix}-$2"`),
  )
}
