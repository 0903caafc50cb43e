import type { CategoryScore, Report } from '../../model/report.ts'
import { answeredCategories, categoryNote, unansweredCategories } from '../category-note.ts'
import type { Digest } from '../digest-report.ts'
import { formatScore } from '../format.ts'
import { shortened } from './shorten.ts'

/** Scores by category; what does not apply has its reason instead of a number. */
export function categoryTable({ report }: Digest): string[] {
  const answered = answeredCategories(report)
  const missing = unansweredCategories(report).map(({ title }) => shortened.text(title))
  if (answered.length === 0) return []
  const head = ['| Category | Score | Verified |', '| --- | --- | --- |']
  return [
    '### Categories',
    [...head, ...answered.map((category) => row(category, report))].join('\n'),
    ...(missing.length > 0 ? [`Not answered by this version: ${missing.join(', ')}.`] : []),
  ]
}

function row(category: CategoryScore, report: Report): string {
  const { title, score, verified, applicable } = category
  const note = shortened.prose(categoryNote(category, report) ?? '')
  const shown = score === null ? `n/a: ${note}` : formatScore(score)
  return `| ${shortened.text(title)} | ${shown} | ${applicable === 0 ? '–' : `${verified} of ${applicable}`} |`
}
