import { CATEGORIES, type Category } from '../../audit/model/categories.ts'
import { line, span, type Line } from '../../audit/report/terminal/line.ts'
import { heading, paragraph } from '../../audit/report/terminal/section.ts'
import { categoryOfRule, type Rule } from '../../audit/rules/rule.ts'
import { SEVERITY_STYLES } from './severity-styles.ts'

/** Every rule under its category, the categories that weigh most first. */
export function listRules(rules: readonly Rule[], width: number): Line[] {
  const categories = (Object.keys(CATEGORIES) as Category[]).filter((category) =>
    rules.some((rule) => categoryOfRule(rule) === category),
  )
  const column = Math.max(...rules.map(({ id }) => id.length))
  return [
    ...categories.flatMap((category) => [
      heading(CATEGORIES[category].title),
      ...rules.filter((rule) => categoryOfRule(rule) === category).map((rule) => ruleLine(rule, column)),
      line(''),
    ]),
    ...paragraph(`${rules.length} rules; shipworthy explain <rule> tells why one matters and how to cure it.`, {
      width,
      indent: 0,
      styles: ['grey'],
    }),
  ]
}

function ruleLine({ id, title, severity }: Rule, column: number): Line {
  return line('  ', span(severity.padEnd(9), SEVERITY_STYLES[severity]), id.padEnd(column), '  ', span(title, 'grey'))
}
