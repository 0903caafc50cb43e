import { CATEGORIES } from '../../audit/model/categories.ts'
import { EFFORTS, remedyTarget } from '../../audit/report/format.ts'
import { line, span, type Line, type Style } from '../../audit/report/terminal/line.ts'
import { heading, paragraph } from '../../audit/report/terminal/section.ts'
import { categoryOfRule, type Remedy, type Rule } from '../../audit/rules/rule.ts'
import { SEVERITY_STYLES } from './severity-styles.ts'

const OUTCOME_STYLES: Record<string, Style> = {
  pass: 'green',
  fail: 'red',
  unknown: 'yellow',
  'not-applicable': 'grey',
}

/** All there is to know of a rule. */
export function explainRule(rule: Rule, width: number): Line[] {
  const origin = rule.catalogue ?? `plugin ${rule.id.slice(0, rule.id.indexOf('/'))}`
  return [
    ...paragraph(rule.title, { width, indent: 0, styles: ['bold'] }),
    line(
      span(rule.id, 'blue'),
      span(` · ${origin} · ${CATEGORIES[categoryOfRule(rule)].title} · `, 'grey'),
      span(rule.severity, SEVERITY_STYLES[rule.severity]),
      span(` · ${rule.confidence}`, 'grey'),
    ),
    ...section('Why it matters', paragraph(rule.why, { width, indent: 2 })),
    ...section(
      'How to cure it',
      rule.remedies.flatMap((remedy) => remedyLines(remedy, width)),
    ),
    ...section('What looks like it and is none', bullets(rule.falsePositives, width)),
    ...section(
      'Examples that it is tested with',
      rule.examples.map(({ name, outcome }) =>
        line('  ', span(outcome.padEnd(15), OUTCOME_STYLES[outcome] ?? 'grey'), name),
      ),
    ),
    ...section(
      'Read on',
      rule.references.flatMap(({ title, url }) => [...bullets([title], width), line('    ', span(url, 'blue'))]),
    ),
  ]
}

function section(title: string, body: readonly Line[]): Line[] {
  return body.length === 0 ? [] : [line(''), heading(title), ...body]
}

function remedyLines({ for: target, effort, text, code }: Remedy, width: number): Line[] {
  const where = target === 'any' ? 'In general' : remedyTarget(target)
  return [
    ...paragraph(`${where}, ${EFFORTS[effort]}: ${text}`, { width, indent: 2 }),
    ...(code?.split('\n') ?? []).map((row) => line('    │ ', span(row, 'green'))),
  ]
}

function bullets(texts: readonly string[], width: number): Line[] {
  return texts.flatMap((text) =>
    paragraph(text, { width, indent: 4 }).map((row, index) => (index === 0 ? line('  - ', ...row.slice(1)) : row)),
  )
}
