import type { ProfileEntry } from '../../model/report.ts'
import type { Digest } from '../digest-report.ts'
import { formatPlace } from '../format.ts'
import { markup, type Markup } from './markup.ts'
import { section } from './section.ts'

const STATES = { on: undefined, off: 'present but disabled', unknown: 'not certain' }

/** What the service was found to be: the first thing a reader checks. */
export function profile({ report }: Digest): Markup | undefined {
  const entries = report.profile.filter(({ values }) => values.length > 0)
  if (entries.length === 0) return undefined
  return section('service', {
    title: 'The service',
    note: 'What the audit took it for. If this is wrong, so is the rest.',
    body: markup`<dl class="facts">${entries.map(fact)}</dl>`,
  })
}

function fact({ label, values }: ProfileEntry): Markup {
  return markup`<div><dt>${label}</dt>${values.map(
    ({ text, state, reason, ...place }) =>
      markup`<dd class="fact-${state}">${text}${badge(STATES[state])}${reasonOf(reason)}${placeOf(place)}</dd>`,
  )}</div>`
}

function badge(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup` <span class="badge">${text}</span>`
}

function reasonOf(reason: string | undefined): Markup | undefined {
  return reason === undefined ? undefined : markup` (${reason})`
}

function placeOf(place: { file?: string; line?: number }): Markup | undefined {
  const text = formatPlace(place)
  return text === undefined ? undefined : markup` <code class="place">${text}</code>`
}
