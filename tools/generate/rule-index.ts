import { CATEGORIES, categoryOf } from '../../packages/shipworthy/src/audit/model/categories.ts'
import type { Severity } from '../../packages/shipworthy/src/audit/model/outcome.ts'
import type { Rule } from '../../packages/shipworthy/src/audit/rules/rule.ts'
import { markdownCell, markdownTable } from './markdown.ts'
import { PAGE_MARK, type Output } from './output.ts'
import { PAGES_FOLDER } from './rule-page.ts'

const MEANINGS: Record<Severity, string> = {
  critical: 'Deploying now means outage, loss or compromise. The default gate stops it, and the score is held at 59.',
  warning: 'It will cost users or the team something, sooner or later.',
  info: 'Worth knowing; no gate looks at it unless it is told to.',
}
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

/** The list of all rules, by category and by severity. */
export function ruleIndex(rules: readonly Rule[]): Output {
  const folders = [...new Set(rules.map(folderOf))].toSorted()
  const contents = folders.map((folder) => {
    const heading = headingOf(folder)
    const { length } = rules.filter((rule) => folderOf(rule) === folder)
    return `[${heading.replace(/ \(.*/, '')}](#${anchorOf(heading)}) ${length}`
  })
  const sections = [
    PAGE_MARK,
    '# Rules',
    `${rules.length} rules. An id is a category and the failing state; the letters and digits at the end are its number in the catalogue.`,
    `By category: ${contents.join(' · ')}. [By severity](#by-severity).`,
    'Rules of your own stand beside them: [write one in ten minutes](../guides/writing-a-rule.md).',
    ...folders.map((folder) =>
      categorySection(
        folder,
        rules.filter((rule) => folderOf(rule) === folder),
      ),
    ),
    '## By severity',
    ...SEVERITIES.map((severity) => severitySection(severity, rules)).filter((section) => section !== ''),
  ]
  return { path: `${PAGES_FOLDER}/README.md`, text: `${sections.join('\n\n')}\n` }
}

function categorySection(folder: string, rules: readonly Rule[]): string {
  const table = markdownTable(
    ['Rule', 'What it finds', 'Severity', 'Confidence', 'No.'],
    rules.map(({ id, title, severity, confidence, catalogue }) => [
      linkTo(id),
      markdownCell(title),
      severity,
      confidence,
      catalogue ?? '',
    ]),
  )
  return `## ${headingOf(folder)}\n\n${table}`
}

/** The title of a folder of rules, with its share of the score. */
function headingOf(folder: string): string {
  const category = categoryOf(`${folder}/`)
  const { title, weight } = CATEGORIES[category]
  return category === folder ? `${title} (weight ${weight})` : `${capitalised(folder)} (scores in ${title})`
}

function severitySection(severity: Severity, rules: readonly Rule[]): string {
  const members = rules.filter((rule) => rule.severity === severity)
  if (members.length === 0) return ''
  const table = markdownTable(
    ['Rule', 'What it finds', 'Category'],
    members.map((rule) => [linkTo(rule.id), markdownCell(rule.title), CATEGORIES[categoryOf(rule.id)].title]),
  )
  return `### ${capitalised(severity)} (${members.length})\n\n${MEANINGS[severity]}\n\n${table}`
}

/** As GitHub makes it from a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

function linkTo(id: string): string {
  return `[${id}](${id}.md)`
}

function folderOf({ id }: Rule): string {
  return id.slice(0, id.indexOf('/'))
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
