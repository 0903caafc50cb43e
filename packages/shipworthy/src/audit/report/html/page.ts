import type { Digest } from '../digest-report.ts'
import { accepted } from './accepted.ts'
import { blockers } from './blockers.ts'
import { categories } from './categories.ts'
import { contentPolicy } from './content-policy.ts'
import { contents } from './contents.ts'
import { footer } from './footer.ts'
import { markup, trusted, type Markup } from './markup.ts'
import { masthead } from './masthead.ts'
import { profile } from './profile.ts'
import { results } from './results.ts'
import { route } from './route.ts'
import { SCRIPT } from './script.ts'
import { STYLES } from './styles.ts'
import { unreadable } from './unreadable.ts'
import { verdict } from './verdict.ts'

/** Keeps browsers from asking a server for one. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http:%2F%2Fwww.w3.org%2F2000%2Fsvg' viewBox='0 0 32 32'%3E%3Cg fill='none' stroke='%23135274' stroke-width='4'%3E%3Ccircle cx='16' cy='16' r='10'/%3E%3Cpath d='M0 16h32'/%3E%3C/g%3E%3C/svg%3E"

export function page(digest: Digest): Markup {
  const { report } = digest
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(STYLES, SCRIPT)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${report.tool.name} ${report.tool.version}">
<title>${title(digest)}</title>
<link rel="icon" href="${ICON}">
<style>${trusted(STYLES)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<div class="page">
${masthead(digest)}
<main id="main">
${verdict(digest)}
${contents(parts(digest))}
${profile(digest)}
${blockers(digest)}
${route(digest)}
${categories(digest)}
${results(digest)}
${accepted(digest)}
${unreadable(digest)}
</main>
${footer(digest)}
</div>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`
}

function title({ isRated, report: { target, score } }: Digest): string {
  return `${target.name}: ${isRated ? `${score.value} ${score.grade}` : 'not rated'} · Shipworthy`
}

function parts({ criticals, report }: Digest): { id: string; title: string; count?: number }[] {
  return [
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
