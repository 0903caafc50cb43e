import type { RuleResult } from '../model/outcome.ts'
import type { Remedy, Report } from '../model/report.ts'

/** Files that tell which remedy is meant, whatever else the project uses. */
const FILES: Record<string, RegExp> = {
  docker: /(^|\/)((Docker|Container)file[^/]*|[^/]+\.(Docker|Container)file)$/i,
  compose: /(^|\/)[^/]*compose[^/]*\.ya?ml$/i,
  github: /(^|\/)\.github\//,
}

/** Names that differ from what the profile may say. */
const NAMES: Record<string, string> = {
  nest: 'nest(js)?|@nestjs/core',
  next: 'next(\\.js)?',
  pg: 'pg|pg-pool|node-postgres',
}

const FRAMEWORKS = ['express', 'fastify', 'koa', 'hono', 'nest', 'next']

/** The remedies of a rule, those that fit the place and the service first. */
export function rankRemedies(result: RuleResult, { rules, profile }: Pick<Report, 'rules' | 'profile'>): Remedy[] {
  const remedies = rules[result.rule]?.remedies ?? []
  const files = [...result.findings, ...result.evidence].flatMap(({ file }) => file ?? [])
  const traits = profile.flatMap(({ values }) => values).filter(({ state }) => state === 'on')
  const rank = (remedy: Remedy): number => {
    if (files.some((file) => FILES[remedy.for]?.test(file))) return 0
    if (traits.some(({ text }) => names(text, remedy.for))) return 1
    return remedy.for === 'any' ? 2 : FRAMEWORKS.includes(remedy.for) ? 4 : 3
  }
  return remedies.toSorted((a, b) => rank(a) - rank(b))
}

/** Whether a text names a library itself, not one whose name begins like it. */
function names(text: string, library: string): boolean {
  return new RegExp(`(^|[\\s(,])(${NAMES[library] ?? library})($|[\\s),@])`, 'i').test(text)
}
