import { paintLine, type Line } from '../../audit/report/terminal/line.ts'
import { loadRules } from '../plugins/load-rules.ts'
import { screenFor } from '../screen-for.ts'
import { writeStdout } from '../write-stdout.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { explainRule } from './explain-rule.ts'
import { findRule } from './find-rule.ts'
import { listRules } from './list-rules.ts'
import { ruleRecord } from './rule-record.ts'

/** `shipworthy explain`: one rule, or the list of all. */
export async function runExplain(name: string | undefined, { format, color, plugin }: ExplainFlags): Promise<void> {
  const rules = await loadRules(plugin)
  const rule = name === undefined ? undefined : findRule(name, rules)
  if (format === 'json') return writeStdout(toJson(rule ? ruleRecord(rule) : rules.map(ruleRecord)))
  const screen = screenFor(undefined, color)
  const lines: Line[] = rule ? explainRule(rule, screen.width) : listRules(rules, screen.width)
  await writeStdout(lines.map((parts) => `${paintLine(parts, screen)}\n`).join(''))
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
