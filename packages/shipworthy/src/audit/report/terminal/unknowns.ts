import type { RuleResult } from '../../model/outcome.ts'
import { CATEGORIES, type Category } from '../../model/categories.ts'
import { formatPlace, plural } from '../format.ts'
import { compactList } from './compact-list.ts'
import type { Line } from './line.ts'
import { heading, paragraph, type Section } from './section.ts'

const REASONS = 4
const FILES = 3

/** What could not be verified, and why. */
export const unknowns: Section = ({ unknown, report }, width) => {
  const { unreadable } = report
  if (unknown.length === 0 && unreadable.length === 0) return []
  return [
    heading(
      'Could not be verified',
      unknown.length > 0 ? `${plural(unknown.length, 'rule')}, neither passed nor failed` : undefined,
    ),
    ...(unknown.length > 0
      ? [...compactList('', countsByCategory(unknown), width), ...reasonLines(unknown, width)]
      : []),
    ...unreadableLines(unreadable, width),
  ]
}

function countsByCategory(results: readonly RuleResult[]): string[] {
  const counts = new Map<string, number>()
  for (const { category } of results) counts.set(category, (counts.get(category) ?? 0) + 1)
  return [...counts].map(([category, count]) => `${CATEGORIES[category as Category]?.title ?? category} ${count}`)
}

function reasonLines(results: readonly RuleResult[], width: number): Line[] {
  const reasons = new Map<string, string[]>()
  for (const { reason = 'no reason was given', rule } of results)
    reasons.set(reason, [...(reasons.get(reason) ?? []), rule])
  const sorted = [...reasons].toSorted((a, b) => b[1].length - a[1].length)
  const lines = sorted.slice(0, REASONS).flatMap(([reason, rules]) => {
    const named = rules.length === 1 ? rules[0]! : `${rules[0]!} and ${rules.length - 1} more`
    return paragraph(`? ${reason} (${named})`, { width, indent: 2, styles: ['grey'] })
  })
  const hidden = sorted.length - REASONS
  if (hidden > 0)
    lines.push(...paragraph(`… and ${plural(hidden, 'more reason')}`, { width, indent: 2, styles: ['grey'] }))
  return lines
}

function unreadableLines(files: readonly { file: string; line?: number; reason: string }[], width: number): Line[] {
  if (files.length === 0) return []
  const named = files.slice(0, FILES).map((file) => `${formatPlace(file)} (${file.reason})`)
  const more = files.length > FILES ? ` … and ${files.length - FILES} more` : ''
  const text = `${plural(files.length, 'file')} could not be read: ${named.join(', ')}${more}`
  return paragraph(text, { width, indent: 2, styles: ['grey'] })
}
