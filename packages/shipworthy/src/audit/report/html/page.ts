import type { Digest } from '../digest-report.ts'
import { accepted } from './accepted.ts'
import { blockers } from './blockers.ts'
import { categories } from './categories.ts'
import { contents } from './contents.ts'
import { htmlDocument } from './html-document.ts'
import { examined } from './examined.ts'
import { footer } from './footer.ts'
import { markup, type Markup } from './markup.ts'
import { masthead } from './masthead.ts'
import { profile } from './profile.ts'
import { results } from './results.ts'
import { route } from './route.ts'
import { SCRIPT } from './script.ts'
import { unreadable } from './unreadable.ts'
import { verdict } from './verdict.ts'

export function page(digest: Digest): Markup {
  return htmlDocument({
    title: title(digest),
    tool: digest.report.tool,
    script: SCRIPT,
    body: markup`${masthead(digest)}
<main id="main">
${verdict(digest)}
${contents(parts(digest))}
${examined(digest)}
${profile(digest)}
${blockers(digest)}
${route(digest)}
${categories(digest)}
${results(digest)}
${accepted(digest)}
${unreadable(digest)}
</main>
${footer(digest)}`,
  })
}

function title({ isRated, report: { target, score } }: Digest): string {
  return `${target.name}: ${isRated ? `${score.value} ${score.grade}` : 'not rated'} · Shipworthy`
}

function parts({ criticals, report }: Digest): { id: string; title: string; count?: number }[] {
  return [
    ...(report.live ? [{ id: 'examined', title: 'Examined' }] : []),
    ...(report.profile.some(({ values }) => values.length > 0) ? [{ id: 'service', title: 'The service' }] : []),
    ...(criticals.length > 0 ? [{ id: 'critical', title: 'Critical', count: criticals.length }] : []),
    { id: 'route', title: 'Next grade' },
    { id: 'categories', title: 'Categories' },
    { id: 'results', title: 'All results', count: report.results.length },
    ...(report.suppressions.length > 0 || report.baseline
      ? [{ id: 'accepted', title: 'Accepted', count: report.suppressions.length }]
      : []),
    ...(report.unreadable.length > 0 ? [{ id: 'unreadable', title: 'Not read', count: report.unreadable.length }] : []),
  ]
}
