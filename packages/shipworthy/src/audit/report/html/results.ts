import type { RuleResult } from '../../model/outcome.ts'
import type { Digest } from '../digest-report.ts'
import { filters } from './filters.ts'
import { markup, type Markup } from './markup.ts'
import { resultEntry } from './result-entry.ts'
import { section } from './section.ts'

interface Group {
  id: string
  title: string
  note: string
  results: readonly RuleResult[]
  isOpen: boolean
}

/**
 * Every rule with its outcome: what failed, what could not be verified, what passed, what does not apply. Filters have a place
 * on a page of one report only.
 */
export function results(digest: Digest, { hasFilters = true }: { hasFilters?: boolean } = {}): Markup {
  return section('results', {
    title: 'All results',
    note: 'Each rule once, with what its verdict rests on.',
    body: markup`${hasFilters ? filters(digest.report.results) : undefined}${groupsOf(digest)
      .filter((group) => group.results.length > 0)
      .map((group) =>
        groupBlock(group, digest),
      )}${hasFilters ? markup`<p class="empty" id="no-results" hidden>No result matches these filters.</p>` : undefined}`,
  })
}

function groupsOf({ criticals, warnings, infos, unknown, passed, notApplicable, unasked }: Digest): Group[] {
  return [
    {
      id: 'findings',
      title: 'Failed',
      note: 'by severity, then by points',
      results: [...criticals, ...warnings, ...infos],
      isOpen: true,
    },
    {
      id: 'unknown',
      title: 'Could not be verified',
      note: 'neither passed nor failed',
      results: unknown,
      isOpen: true,
    },
    { id: 'passed', title: 'Passed', note: 'ruled out, with evidence', results: passed, isOpen: false },
    {
      id: 'not-applicable',
      title: 'Does not apply',
      note: 'counts for nothing',
      results: notApplicable,
      isOpen: false,
    },
    {
      id: 'unasked',
      title: 'Not asked',
      note: 'what they look at was not given',
      results: unasked,
      isOpen: false,
    },
  ]
}

function groupBlock({ id, title, note, results: members, isOpen }: Group, digest: Digest): Markup {
  return markup`<details class="group" id="${id}"${isOpen ? markup` open` : undefined} data-group>
<summary><h3>${title}</h3> <span class="count">${members.length}</span> <span class="note">${note}</span></summary>
<div class="entries">${members.map((result) => resultEntry(result, digest))}</div>
</details>
`
}
