import { describeRoute } from '../describe-route.ts'
import type { Digest } from '../digest-report.ts'
import { EFFORTS, formatPoints } from '../format.ts'
import { ruleAnchor } from './anchor.ts'
import { markup, type Markup } from './markup.ts'
import { section } from './section.ts'

/** The least work that leads to the next grade. */
export function route(digest: Digest): Markup {
  const { report } = digest
  const steps = report.route?.steps ?? []
  const end = report.route
    ? markup`<p class="route-end">Then the score is <b>${report.route.score}</b>, <b>${report.route.grade}</b>.</p>`
    : undefined
  return section('route', {
    title: 'Next grade',
    note: 'The least work that gets there.',
    body: markup`<p class="lead">${describeRoute(digest)}</p>${
      steps.length === 0
        ? undefined
        : markup`<ol class="route">${steps.map(
            ({ rule, title, effort, points }) =>
              markup`<li><a href="#${ruleAnchor(rule)}">${title}</a> <span class="meta"><span>${EFFORTS[effort]}</span><span>${formatPoints(points)} points</span></span></li>`,
          )}</ol>`
    }${end}`,
  })
}
